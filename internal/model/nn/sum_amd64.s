#include "textflag.h"

// The same with four numbers of 64 bits: what exp and log of package math use
// on this machine.
#define CONST64(name, bits) \
	DATA name<>+0(SB)/8, $bits  \
	DATA name<>+8(SB)/8, $bits  \
	DATA name<>+16(SB)/8, $bits \
	DATA name<>+24(SB)/8, $bits \
	GLOBL name<>(SB), RODATA|NOPTR, $32

CONST64(dlnlog2e, 0x3ff71547652b82fe) // 1.4426950408889634
CONST64(dln2u, 0x3fe62e42fefa3000) // 0.693147180559663
CONST64(dln2l, 0x3d53de6af278ece6) // 2.8235290563031577e-13
CONST64(de0, 0x3fb0000000000000) // 0.0625
CONST64(de8, 0x3efa01a01a01a01a) // 2.48015873015873e-05
CONST64(de7, 0x3f2a01a01a01a01a) // 0.0001984126984126984
CONST64(de6, 0x3f56c16c16c16c17) // 0.001388888888888889
CONST64(de5, 0x3f81111111111111) // 0.008333333333333333
CONST64(de4, 0x3fa5555555555555) // 0.041666666666666664
CONST64(de3, 0x3fc5555555555555) // 0.16666666666666666
CONST64(dhalf, 0x3fe0000000000000) // 0.5
CONST64(ddone, 0x3ff0000000000000) // 1.0
CONST64(ddtwo, 0x4000000000000000) // 2.0
CONST64(dhsqrt2, 0x3fe6a09e667f3bcd) // 0.7071067811865476
CONST64(dln2hi, 0x3fe62e42fee00000) // 0.6931471803691238
CONST64(dln2lo, 0x3dea39ef35793c76) // 1.9082149292705877e-10
CONST64(dl1, 0x3fe5555555555593) // 0.6666666666666735
CONST64(dl2, 0x3fd999999997fa04) // 0.3999999999940942
CONST64(dl3, 0x3fd2492494229359) // 0.2857142874366239
CONST64(dl4, 0x3fcc71c51d8e78af) // 0.22222198432149784
CONST64(dl5, 0x3fc7466496cb03de) // 0.1818357216161805
CONST64(dl6, 0x3fc39a09d078c69f) // 0.15313837699209373
CONST64(dl7, 0x3fc2f112df3e5244) // 0.14798198605116586
CONST64(dleast, 0xc03e000000000000) // -30.0
CONST64(dmant, 0x000fffffffffffff)
CONST64(dunit, 0x0000000000000001)
CONST64(dbias, 0x00000000000003fe)

// dlow are the places of the low halves of four numbers.
DATA dlow<>+0(SB)/4, $0
DATA dlow<>+4(SB)/4, $2
DATA dlow<>+8(SB)/4, $4
DATA dlow<>+12(SB)/4, $6
DATA dlow<>+16(SB)/4, $0
DATA dlow<>+20(SB)/4, $2
DATA dlow<>+24(SB)/4, $4
DATA dlow<>+28(SB)/4, $6
GLOBL dlow<>(SB), RODATA|NOPTR, $32

// EXP replaces R by exp(R), step by step as math.Exp does where there is FMA, for
// numbers from -30 to 0; others give anything. T, E and P are lost.
#define EXP(R, T, E, EX, P) \
	VMULPD       dlnlog2e<>(SB), R, T \
	VCVTPD2DQY   T, EX                \
	VCVTDQ2PD    EX, T                \
	VFNMADD231PD dln2u<>(SB), T, R    \
	VFNMADD231PD dln2l<>(SB), T, R    \
	VMULPD       de0<>(SB), R, R      \
	VMOVUPD      de8<>(SB), P         \
	VFMADD213PD  de7<>(SB), R, P      \
	VFMADD213PD  de6<>(SB), R, P      \
	VFMADD213PD  de5<>(SB), R, P      \
	VFMADD213PD  de4<>(SB), R, P      \
	VFMADD213PD  de3<>(SB), R, P      \
	VFMADD213PD  dhalf<>(SB), R, P    \
	VFMADD213PD  ddone<>(SB), R, P    \
	VMULPD       P, R, R              \
	VADDPD       ddtwo<>(SB), R, P    \
	VMULPD       P, R, R              \
	VADDPD       ddtwo<>(SB), R, P    \
	VMULPD       P, R, R              \
	VADDPD       ddtwo<>(SB), R, P    \
	VMULPD       P, R, R              \
	VADDPD       ddtwo<>(SB), R, P    \
	VFMADD213PD  ddone<>(SB), P, R    \
	VPMOVSXDQ    EX, E                \
	VPADDQ       dbias<>(SB), E, E    \
	VPADDQ       dunit<>(SB), E, E    \
	VPSLLQ       $52, E, E            \
	VMULPD       E, R, R

// ADDEXP adds exp(R-Y4) to Y5 where R-Y4 is above -30.
#define ADDEXP(R) \
	VSUBPD    Y4, R, R                \
	VCMPPD    $0x1e, dleast<>(SB), R, Y9 \
	EXP(R, Y6, Y7, X7, Y8)            \
	VANDPD    Y9, R, R                \
	VADDPD    R, Y5, Y5

// func logSum4(out, t *float64)
TEXT ·logSum4(SB), NOSPLIT, $0-16
	MOVQ    out+0(FP), DI
	MOVQ    t+8(FP), SI
	VMOVUPD (SI), Y0
	VMOVUPD 32(SI), Y1
	VMOVUPD 64(SI), Y2
	VMOVUPD 96(SI), Y3
	VMAXPD  Y1, Y0, Y4
	VMAXPD  Y2, Y4, Y4
	VMAXPD  Y3, Y4, Y4
	VXORPD  Y5, Y5, Y5
	VMOVDQU dlow<>(SB), Y14
	ADDEXP(Y0)
	ADDEXP(Y1)
	ADDEXP(Y2)
	ADDEXP(Y3)

	// log, as in package math: Y5 = x, Y1 = k, Y2 = f1
	VANDPD       dmant<>(SB), Y5, Y2
	VORPD        dhalf<>(SB), Y2, Y2
	VPSRLQ       $52, Y5, Y1
	VPSUBQ       dbias<>(SB), Y1, Y1
	VPERMD       Y1, Y14, Y1
	VCVTDQ2PD    X1, Y1
	VMOVUPD      dhsqrt2<>(SB), Y0
	VCMPPD       $5, Y2, Y0, Y0       // !(sqrt2/2 < f1)
	VANDPD       ddone<>(SB), Y0, Y3
	VSUBPD       Y3, Y1, Y1
	VADDPD       ddone<>(SB), Y3, Y3
	VMULPD       Y3, Y2, Y2
	VSUBPD       ddone<>(SB), Y2, Y2  // f
	VADDPD       ddtwo<>(SB), Y2, Y0
	VDIVPD       Y0, Y2, Y3           // s
	VMULPD       Y3, Y3, Y6           // s2
	VMULPD       Y6, Y6, Y7           // s4
	VMULPD       dl7<>(SB), Y7, Y8
	VADDPD       dl5<>(SB), Y8, Y8
	VMULPD       Y7, Y8, Y8
	VADDPD       dl3<>(SB), Y8, Y8
	VMULPD       Y7, Y8, Y8
	VADDPD       dl1<>(SB), Y8, Y8
	VMULPD       Y8, Y6, Y6           // t1
	VMULPD       dl6<>(SB), Y7, Y8
	VADDPD       dl4<>(SB), Y8, Y8
	VMULPD       Y7, Y8, Y8
	VADDPD       dl2<>(SB), Y8, Y8
	VMULPD       Y8, Y7, Y7           // t2
	VADDPD       Y7, Y6, Y6           // R
	VMULPD       dhalf<>(SB), Y2, Y0
	VMULPD       Y2, Y0, Y0           // hfsq
	VADDPD       Y0, Y6, Y6
	VMULPD       Y6, Y3, Y3
	VMULPD       dln2lo<>(SB), Y1, Y6
	VADDPD       Y6, Y3, Y3
	VSUBPD       Y3, Y0, Y0
	VSUBPD       Y2, Y0, Y0
	VMULPD       dln2hi<>(SB), Y1, Y1
	VSUBPD       Y0, Y1, Y1
	VADDPD       Y1, Y4, Y4
	VMOVUPD      Y4, (DI)
	VZEROUPPER
	RET
