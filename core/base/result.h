#pragma once
#include <expected>
#include <utility>

#include "core/base/error.h"

namespace natsop {

/// A T or the Error that kept it from being made. Dropping one is a compile error.
///
/// Return a T or an Error directly; unwrap with NATSOP_TRY. Result<void> carries success alone:
/// `return {};`.
template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
  using Base = std::expected<T, Error>;

 public:
  using Base::Base;
  Result(Error error)
      : Base(std::unexpect, std::move(error)) {}  // NOLINT: implicit so that `return error` works
};

template <>
class [[nodiscard]] Result<void> : public std::expected<void, Error> {
  using Base = std::expected<void, Error>;

 public:
  using Base::Base;
  Result() = default;
  Result(Error error) : Base(std::unexpect, std::move(error)) {}  // NOLINT: as above
};

}  // namespace natsop

#define NATSOP_CAT2(a, b) a##b
#define NATSOP_CAT(a, b) NATSOP_CAT2(a, b)

/// NATSOP_TRY(auto x, f()): f()'s value, or return its error. Several statements: brace your
/// conditionals.
#define NATSOP_TRY(decl, expr)                                   \
  auto NATSOP_CAT(natsop_try_, __LINE__) = (expr);               \
  if (!NATSOP_CAT(natsop_try_, __LINE__)) {                      \
    return std::move(NATSOP_CAT(natsop_try_, __LINE__)).error(); \
  }                                                              \
  decl = *std::move(NATSOP_CAT(natsop_try_, __LINE__))

/// NATSOP_CHECK(f()): go on when f(), a Result<void>, succeeded; otherwise return its error.
#define NATSOP_CHECK(expr)                                                                 \
  do {                                                                                     \
    if (auto natsop_check = (expr); !natsop_check) return std::move(natsop_check).error(); \
  } while (false)
