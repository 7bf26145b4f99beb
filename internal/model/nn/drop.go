package nn

import "math/rand/v2"

// Drop copies n rows of width w with a share of the numbers left out and the
// others made greater (Srivastava et al. 2014), and says what each was
// multiplied with. Without rng it is x itself.
func Drop(a *Arena, x []float32, n, w int, share float32, rng *rand.Rand) (y, keep []float32) {
	if rng == nil || share == 0 {
		return x, nil
	}
	y, keep = a.Matrix(n, w), a.Raw(n*w)
	scale := 1 / (1 - share)
	limit := uint64(share * (1 << 16))
	for i := 0; i < n*w; {
		r := rng.Uint64()
		for k := 0; k < 4 && i < n*w; k++ {
			m := scale
			if r&0xffff < limit {
				m = 0
			}
			y[i], keep[i] = x[i]*m, m
			r >>= 16
			i++
		}
	}
	return y, keep
}

// DropBack multiplies the gradient dy by what Drop multiplied with.
func DropBack(dy, keep []float32) {
	for i, k := range keep {
		dy[i] *= k
	}
}

// AddBack adds the first n numbers of the gradient dy, which went through a Drop
// that multiplied with keep, to dx.
func AddBack(dx, dy, keep []float32, n int) {
	DropBack(dy, keep)
	for i, v := range dy[:n] {
		dx[i] += v
	}
}
