package simtest

import (
	"github.com/fxamacker/cbor/v2"
)

// Failing is a test, or one run of a test of random inputs.
type Failing interface{ Fatal(args ...any) }

// CBOR is a value in the form of images: the same bytes for equal values, and texts that
// need not be UTF-8.
func CBOR(t Failing, value any) []byte {
	options := cbor.CoreDetEncOptions()
	options.String = cbor.StringToByteString // what clients send need not be UTF-8
	mode, err := options.EncMode()
	if err != nil {
		t.Fatal(err)
	}
	data, err := mode.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// ReadCBOR is the reverse of CBOR.
func ReadCBOR(t Failing, data []byte, into any) {
	mode, err := cbor.DecOptions{ByteStringToString: cbor.ByteStringToStringAllowed, FieldNameByteString: cbor.FieldNameByteStringAllowed}.DecMode()
	if err != nil {
		t.Fatal(err)
	}
	if err := mode.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

// ThroughCBOR replaces a value by what comes back of it.
func ThroughCBOR[T any](t Failing, value *T) {
	var read T
	ReadCBOR(t, CBOR(t, *value), &read)
	*value = read
}
