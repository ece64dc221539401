namespace natsop {
template <class T>  // offence: function-length
T sum(T a, T b) {
  for (int i = 0; i < 3; ++i) {
    if (i == 2) {
      a += b;
    }
    a += 1;
    b += a;
    a += b;
  }
  return a + b;
}
}  // namespace natsop
