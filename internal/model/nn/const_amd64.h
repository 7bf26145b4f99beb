// Constants of the kernels, each eight times in a row.

#define CONST(name, bits) \
	DATA name<>+0(SB)/4, $bits  \
	DATA name<>+4(SB)/4, $bits  \
	DATA name<>+8(SB)/4, $bits  \
	DATA name<>+12(SB)/4, $bits \
	DATA name<>+16(SB)/4, $bits \
	DATA name<>+20(SB)/4, $bits \
	DATA name<>+24(SB)/4, $bits \
	DATA name<>+28(SB)/4, $bits \
	GLOBL name<>(SB), RODATA|NOPTR, $32

CONST(nlog2e, 0xbfb8aa3b) // -1/ln 2
CONST(high, 0x42700000)   // 60
CONST(low, 0xc2700000)    // -60
CONST(one, 0x3f800000)
CONST(p1, 0x3f317218)     // the series of 2^f
CONST(p2, 0x3e75fdf0)
CONST(p3, 0x3d635847)
CONST(p4, 0x3c1d955b)
CONST(p5, 0x3aaec3ff)
