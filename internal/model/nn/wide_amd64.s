#include "textflag.h"

#include "const_amd64.h"

// The kernel here needs AVX-512.

// WIDESIGMOID replaces R by 1/(1+exp(-R)), as SIGMOID does; T and P are lost.
// The constants are in Z16 to Z24.
#define WIDESIGMOID(R, T, P) \
	VMULPS      Z16, R, R    \
	VMINPS      Z17, R, R    \
	VMAXPS      Z18, R, R    \
	VRNDSCALEPS $8, R, T     \
	VSUBPS      T, R, R      \
	VCVTPS2DQ   T, T         \
	VPSLLD      $23, T, T    \
	VMOVAPS     Z24, P       \
	VFMADD213PS Z23, R, P    \
	VFMADD213PS Z22, R, P    \
	VFMADD213PS Z21, R, P    \
	VFMADD213PS Z20, R, P    \
	VFMADD213PS Z19, R, P    \
	VPADDD      T, P, P      \
	VADDPS      Z19, P, P    \
	VDIVPS      P, Z19, R

// func wideRun(s *unitArgs, n, steps, du, dx int)
TEXT ·wideRun(SB), NOSPLIT, $0-40
	MOVQ         s+0(FP), AX
	MOVQ         n+8(FP), CX
	MOVQ         0(AX), R8            // z
	MOVQ         8(AX), R9            // f
	MOVQ         16(AX), R10          // r
	MOVQ         24(AX), R11          // vf
	MOVQ         32(AX), R12          // vr
	MOVQ         48(AX), DI           // c
	MOVQ         56(AX), SI           // x
	MOVQ         64(AX), DX           // y
	MOVQ         steps+16(FP), AX
	MOVQ         du+24(FP), R13
	VBROADCASTSS nlog2e<>(SB), Z16
	VBROADCASTSS high<>(SB), Z17
	VBROADCASTSS low<>(SB), Z18
	VBROADCASTSS one<>(SB), Z19
	VBROADCASTSS p1<>(SB), Z20
	VBROADCASTSS p2<>(SB), Z21
	VBROADCASTSS p3<>(SB), Z22
	VBROADCASTSS p4<>(SB), Z23
	VBROADCASTSS p5<>(SB), Z24

word:
	XORQ BX, BX

unit:
	VMOVUPS     (DI)(BX*4), Z0
	VMOVUPS     (R9)(BX*4), Z1
	VMOVUPS     (R10)(BX*4), Z2
	VFMADD231PS (R11)(BX*4), Z0, Z1
	VFMADD231PS (R12)(BX*4), Z0, Z2
	WIDESIGMOID(Z1, Z5, Z6)
	WIDESIGMOID(Z2, Z7, Z8)
	VMOVUPS     (R8)(BX*4), Z9
	VSUBPS      Z9, Z0, Z0
	VFMADD213PS Z9, Z1, Z0            // c = z + f(before - z)
	VMOVUPS     Z0, (DI)(BX*4)
	VMOVUPS     (SI)(BX*4), Z10
	VSUBPS      Z10, Z0, Z0
	VFMADD213PS Z10, Z2, Z0           // y = x + r(c - x)
	VMOVUPS     Z0, (DX)(BX*4)
	ADDQ        $16, BX
	CMPQ        BX, CX
	JLT         unit
	ADDQ        R13, R8
	ADDQ        R13, R9
	ADDQ        R13, R10
	MOVQ        dx+32(FP), BX
	ADDQ        BX, SI
	ADDQ        BX, DX
	DECQ        AX
	JNZ         word
	VZEROUPPER
	RET
