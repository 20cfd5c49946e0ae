// Products of matrices in blocks of four by four, some side by side.

// Vectors of columns of a thread: one, two or four. More read less memory and take more registers.
override columns: u32 = 2u;

// Four rows of up to sixteen columns. Where columns of a block are rows of a matrix, products are in the order of WGSL.
struct Blocks {
  a: mat4x4f,
  b: mat4x4f,
  c: mat4x4f,
  d: mat4x4f,
}

fn withProducts(sums: Blocks, right: Blocks, left: mat4x4f) -> Blocks {
  var more = sums;
  more.a += right.a * left;
  if (columns > 1u) {
    more.b += right.b * left;
  }
  if (columns > 2u) {
    more.c += right.c * left;
    more.d += right.d * left;
  }
  return more;
}
