package state

import "slices"

// walksImage is the walks through lists that are remembered.
type walksImage struct {
	Last uint64
	Kept []walkImage // newest first
}

// walkImage is how the lists were when a walk began: as the next newer walk has them, the
// newest as the world has them now, but for these.
type walkImage struct {
	Number  uint64
	Without []placeImage // that the newer lists have
	With    []placeImage // that the newer lists lack
}

// placeImage is the list, what it is sorted by, whose it is, the time and the id.
type placeImage [5]int64

func (p place) image() placeImage {
	return placeImage{int64(p.list), int64(p.by), p.of, p.at, p.id}
}

func (i placeImage) place() place {
	return place{list: list(i[0]), by: SortBy(i[1]), of: i[2], at: i[3], id: i[4]}
}

func (ws *walks) image(now *index) walksImage {
	image := walksImage{Last: ws.last}
	newer := now.places()
	for i := len(ws.kept) - 1; i >= 0; i-- {
		of := ws.kept[i]
		older := of.index.places()
		made := walkImage{Number: of.number}
		made.Without, made.With = lacking(newer, older), lacking(older, newer)
		image.Kept = append(image.Kept, made)
		newer = older
	}
	return image
}

func (i walksImage) walks(now *index) walks {
	made := walks{last: i.Last}
	lists := *now
	for _, of := range i.Kept {
		lists = lists.fork()
		for _, p := range of.Without {
			lists.tree.Delete(p.place())
		}
		for _, p := range of.With {
			lists.set(p.place())
		}
		made.kept = append(made.kept, walk{of.Number, lists})
	}
	slices.Reverse(made.kept)
	return made
}

// places are all places in their order.
func (x *index) places() []place {
	if x.tree == nil {
		return nil
	}
	return x.tree.Items()
}

// lacking are the places of one list that another one lacks. Both are in their order.
func lacking(all, other []place) (out []placeImage) {
	for _, p := range all {
		for len(other) > 0 && other[0].before(p) {
			other = other[1:]
		}
		if len(other) == 0 || other[0] != p {
			out = append(out, p.image())
		}
	}
	return out
}
