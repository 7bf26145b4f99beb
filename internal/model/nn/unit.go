package nn

import "unsafe"

// unitStepSlow is a step of n units in plain Go.
func unitStepSlow(u *unitArgs, n int) {
	z, f, r := slice(u.z, n), slice(u.f, n), slice(u.r, n)
	vf, vr, before := slice(u.vf, n), slice(u.vr, n), slice(u.before, n)
	c, x, y := slice(u.c, n), slice(u.x, n), slice(u.y, n)
	for i, last := range before {
		f[i] = sigmoid(fma(vf[i], last, f[i]))
		r[i] = sigmoid(fma(vr[i], last, r[i]))
		c[i] = fma(f[i], last-z[i], z[i])
		y[i] = fma(r[i], c[i]-x[i], x[i])
	}
}

// runSteps takes the steps of unitRun one by one.
func runSteps(step func(*unitArgs, int), u *unitArgs, n, steps, du, dx int) {
	at := *u
	at.before = u.c
	for i := range steps {
		at.z, at.f, at.r = later(u.z, i*du), later(u.f, i*du), later(u.r, i*du)
		at.x, at.y = later(u.x, i*dx), later(u.y, i*dx)
		step(&at, n)
	}
}

func later(p *float32, bytes int) *float32 { return (*float32)(unsafe.Add(unsafe.Pointer(p), bytes)) }

// unitBackSlow is the way back through a step: z, f and r are replaced by the
// gradients of what went into them; u.y holds the gradient of y.
func unitBackSlow(u *unitArgs, n int) {
	z, f, r := slice(u.z, n), slice(u.f, n), slice(u.r, n)
	vf, vr, before := slice(u.vf, n), slice(u.vr, n), slice(u.before, n)
	c, x, dy := slice(u.c, n), slice(u.x, n), slice(u.y, n)
	carry, dx, dvf, dvr := slice(u.carry, n), slice(u.dx, n), slice(u.dvf, n), slice(u.dvr, n)
	for i := range n {
		dc := carry[i] + dy[i]*r[i]
		dx[i] += dy[i] * (1 - r[i])
		dr := dy[i] * (c[i] - x[i]) * r[i] * (1 - r[i])
		df := dc * (before[i] - z[i]) * f[i] * (1 - f[i])
		carry[i] = dc*f[i] + df*vf[i] + dr*vr[i]
		dvf[i] += df * before[i]
		dvr[i] += dr * before[i]
		z[i], f[i], r[i] = dc*(1-f[i]), df, dr
	}
}

func slice(p *float32, n int) []float32 { return unsafe.Slice(p, n) }
