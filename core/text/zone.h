#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace natsop::text {

/// A time zone: how far its clocks are from UTC at a given moment. Cheap to copy, safe from any
/// thread.
class Zone {
 public:
  /// What holds at one moment: seconds east of UTC and the name for it ("UTC", "CET").
  struct Offset {
    std::chrono::seconds east{0};
    std::string name = "UTC";
  };

  [[nodiscard]] static Zone utc();

  /// The zone of this process, from $TZ or /etc/localtime.
  [[nodiscard]] static Zone local();

  /// A zone that never changes; `name` is what it prints as.
  [[nodiscard]] static Zone fixed(std::chrono::seconds east, std::string name);

  /// An IANA zone such as "America/New_York" from /usr/share/zoneinfo; "UTC", "" and "Local" need
  /// no file. NotFound when there is none of that name.
  [[nodiscard]] static Result<Zone> named(std::string_view name);

  [[nodiscard]] Offset at(std::chrono::sys_seconds time) const;

 private:
  enum class Kind { Fixed, Local, Table };
  struct Table;

  Kind kind_ = Kind::Fixed;
  Offset fixed_;
  std::shared_ptr<const Table> table_;
};

}  // namespace natsop::text
