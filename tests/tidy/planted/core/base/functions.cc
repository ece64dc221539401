namespace {
struct Point {
  int x;
  int y;
};
const Point kTable[] = {
    {1, 2}, {3, 4}, {5, 6},
    // a table may be long
    // a table may be long
    // a table may be long
    // a table may be long
    // a table may be long
};
class Holder {
 public:
  explicit Holder(int x)
      : x_{x}, y_{x} {  // offence: function-length
    x_ += 1;
    x_ += 2;
    x_ += 3;
    x_ += 4;
    x_ += 5;
    x_ += 6;
    x_ += 7;
    x_ += 8;
    x_ += 9;
  }

 private:
  int x_;
  int y_;
};
}  // namespace
