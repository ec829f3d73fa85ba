package pkce

import "io"

// emptyReads is how often a reader may give nothing without an error before it counts as broken.
const emptyReads = 100

// random returns 32 bytes of r as text. Every character is six whole bits, so none is likelier than
// another.
func random(r io.Reader) (string, error) {
	var bytes [32]byte
	for n, empty := 0, 0; n < len(bytes); {
		got, err := r.Read(bytes[n:])
		if got < 0 || got > len(bytes)-n {
			return "", ErrRandom
		}
		if n += got; n == len(bytes) {
			break
		}
		if err != nil {
			return "", err
		}
		if got == 0 {
			if empty++; empty == emptyReads {
				return "", ErrRandom
			}
		}
	}
	return encode(bytes), nil
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// encode is unpadded base64url (RFC 7636 appendix A) for the one size needed. encoding/base64 would
// bring in reflect.
func encode(b [32]byte) string {
	var out [43]byte
	bits, n, o := uint32(0), 0, 0
	for _, c := range b {
		bits, n = bits<<8|uint32(c), n+8
		for ; n >= 6; o++ {
			n -= 6
			out[o] = alphabet[bits>>n&63]
		}
	}
	out[o] = alphabet[bits<<(6-n)&63] // 256 bits are 42 characters and four bits
	return string(out[:])
}
