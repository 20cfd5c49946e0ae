// A sum over a workgroup. The file that uses it says what a `Summand` is: a number or a vector.

const THREADS = 256u;
var<workgroup> partials: array<Summand, THREADS>;

// Of every thread's value, for every thread; in the same order each time.
fn total(value: Summand, thread: u32) -> Summand {
  partials[thread] = value;
  workgroupBarrier();
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    if (thread < half) {
      partials[thread] += partials[thread + half];
    }
    workgroupBarrier();
  }
  let sum = partials[0];
  workgroupBarrier();
  return sum;
}
