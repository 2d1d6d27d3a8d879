package sandbox

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// FoldVersion is that of Apply: what it makes of the same commands. It grows with every
// change by which an image or a record of commands means something else.
const FoldVersion = 1

// Image is a whole sandbox as a value. All that any later answer, entry of the journal or
// report depends on is in it, but for the settings, the contract and the texts of
// scenarios, which it names by their hashes. It is encoded the same way every time.
type Image struct {
	Version     int // FoldVersion
	Name        string
	Applied     uint64
	At          engine.Instant // of the machine
	World       state.WorldImage
	Clock       ClockImage
	Seed        uint64
	Drawn       map[string]uint64
	DrawnAs     string // the sandbox that draws depend on
	Journal     recorder.JournalImage
	Engine      engine.Image
	Coverage    recorder.CoverageImage
	Asked       bool
	Checkpoints []CheckpointImage // by name
	Waits       WaitsImage
	Ended       bool
}

// ClockImage is a ClockSetting.
type ClockImage struct {
	Mode   ClockMode
	At     engine.Instant
	Offset int64 // nanoseconds
}

// CheckpointImage is a checkpoint. Its world is what differs from that of the sandbox.
type CheckpointImage struct {
	Name  string
	World state.WorldImage
	Clock ClockImage
	Saved engine.Instant
}

// Image is the sandbox as it is now. It costs a pass over all of it, during which no
// command is applied.
func (s *Sandbox) Image() (image Image) {
	s.look(func() { image = s.image() })
	return image
}

func (s *Sandbox) image() Image {
	image := Image{
		Version: FoldVersion, Name: s.Name, Applied: s.applied, At: engine.InstantOf(s.at),
		World: s.shared().Image(), Clock: s.clock.image(), Seed: s.random.seed, Drawn: maps.Clone(s.random.drawn), DrawnAs: s.random.sandbox,
		Journal: s.journal.Image(), Engine: s.engine.Image(), Coverage: s.coverage.Image(),
		Asked: s.asked, Waits: s.waitsImage(), Ended: s.ended,
	}
	for _, name := range slices.Sorted(maps.Keys(s.checkpoints)) {
		c := s.checkpoints[name]
		image.Checkpoints = append(image.Checkpoints, CheckpointImage{
			name, state.Share(c.world).ImageOver(s.shared()), c.clock.image(), engine.InstantOf(c.saved),
		})
	}
	return image
}

func (c ClockSetting) image() ClockImage {
	return ClockImage{c.Mode, engine.InstantOf(c.At), int64(c.Offset)}
}

func (i ClockImage) setting() ClockSetting {
	setting := ClockSetting{Mode: i.Mode, At: i.At.Time(), Offset: time.Duration(i.Offset)}
	if i.Mode != ClockFrozen {
		setting.At = time.Time{}
	}
	return setting
}

// Restore makes the sandbox that an image is of. It stands in no registry, and those who
// waited for the answers of its calls are not there: the answers are shown to who follows
// it. It fails if the image is of another version, or does not go with the contract or the
// scenarios that find finds.
func (r *Registry) Restore(image Image, find scenario.ByHash) (*Sandbox, error) {
	if image.Version != FoldVersion {
		return nil, fmt.Errorf("the image is of the version %d, this is version %d: go on with the vsrsim that made it", image.Version, FoldVersion)
	}
	s := r.settings.blank(image.Name)
	s.machine = func() (now time.Time) { return r.now() }
	s.applied, s.at, s.clock = image.Applied, image.At.Time(), image.Clock.setting()
	s.asked, s.ended = image.Asked, image.Ended
	s.random.startOver(Draws{image.DrawnAs, image.Seed, image.Drawn})
	s.world = image.World.World()
	state.Share(s.world).Guard(&s.mu, s.changedByProgram)
	for _, c := range image.Checkpoints {
		if s.checkpoints == nil {
			s.checkpoints = map[string]checkpoint{}
		}
		s.checkpoints[c.Name] = checkpoint{c.World.WorldOver(s.shared()), c.Clock.setting(), c.Saved.Time()}
	}
	return s, s.restoreEvidence(image, find)
}

func (s *Sandbox) restoreEvidence(image Image, find scenario.ByHash) (err error) {
	c := s.settings.Contract
	if s.engine, err = image.Engine.Engine(c, s.random.For("rule"), find); err != nil {
		return err
	}
	if s.journal, err = image.Journal.Journal(s.settings.Journal, c, find); err != nil {
		return err
	}
	if s.coverage, err = image.Coverage.Coverage(c); err != nil {
		return err
	}
	return s.restoreWaits(image.Waits, find)
}

// imageEncoding is deterministic, and lets texts be any bytes.
var imageEncoding = sync.OnceValues(func() (cbor.EncMode, error) {
	options := cbor.CoreDetEncOptions()
	options.String = cbor.StringToByteString // what clients send need not be UTF-8
	return options.EncMode()
})

var imageDecoding = sync.OnceValues(func() (cbor.DecMode, error) {
	return cbor.DecOptions{
		ByteStringToString: cbor.ByteStringToStringAllowed, FieldNameByteString: cbor.FieldNameByteStringAllowed,
		MaxArrayElements: 1 << 30, MaxMapPairs: 1 << 30, MaxNestedLevels: 1 << 10,
	}.DecMode()
})

// Encode is the image as bytes. Images of equal sandboxes are equal.
func (i Image) Encode() ([]byte, error) {
	mode, err := imageEncoding()
	if err != nil {
		return nil, err
	}
	return mode.Marshal(i)
}

// DecodeImage is the image that was encoded.
func DecodeImage(data []byte) (image Image, err error) {
	mode, err := imageDecoding()
	if err != nil {
		return Image{}, err
	}
	return image, mode.Unmarshal(data, &image)
}
