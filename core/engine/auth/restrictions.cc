#include "core/engine/auth/restrictions.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "core/text/ascii.h"
#include "core/text/zone.h"

namespace natsop::engine {

namespace {

using Seconds = std::chrono::seconds;

constexpr Seconds kDay = std::chrono::hours(24);

/// The bytes of an address, most significant first: 4 or 16.
struct Address {
  std::array<unsigned char, 16> bytes{};
  unsigned bits = 0;
};

std::optional<Address> parse_address(std::string_view text) {
  const std::string copy(text);
  Address address;
  if (::inet_pton(AF_INET, copy.c_str(), address.bytes.data()) == 1) {
    address.bits = 32;
    return address;
  }
  if (::inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) != 1) {
    return std::nullopt;
  }
  constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  address.bits = 128;
  if (std::equal(kMapped.begin(), kMapped.end(), address.bytes.begin())) {
    std::copy_n(address.bytes.begin() + 12, 4, address.bytes.begin());
    address.bits = 32;
  }
  return address;
}

std::optional<unsigned> parse_bits(std::string_view text) {
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) {
    return std::nullopt;
  }
  return bits;
}

/// "15:04:05" as seconds since midnight.
std::optional<Seconds> parse_time_of_day(std::string_view text) {
  const auto parts = text::split(text, ':');
  if (parts.size() != 3) {
    return std::nullopt;
  }
  std::array<unsigned, 3> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto number = parse_bits(parts[i]);
    if (!number) {
      return std::nullopt;
    }
    numbers[i] = *number;
  }
  if (numbers[0] > 23 || numbers[1] > 59 || numbers[2] > 59) {
    return std::nullopt;
  }
  return Seconds(numbers[0] * 3600 + numbers[1] * 60 + numbers[2]);
}

/// How much of the range is left at a time of day; nothing outside of it.
std::optional<Seconds> left_of(Seconds start, Seconds end, Seconds at) {
  const Seconds length = end > start ? end - start : end - start + kDay;
  const Seconds into = at >= start ? at - start : at - start + kDay;
  if (into >= length) {
    return std::nullopt;
  }
  return length - into;
}

}  // namespace

bool is_in_network(std::string_view ip, std::string_view cidr) {
  const std::size_t slash = cidr.find('/');
  if (slash == std::string_view::npos) {
    return false;
  }
  const auto address = parse_address(ip);
  const auto network = parse_address(cidr.substr(0, slash));
  auto bits = parse_bits(cidr.substr(slash + 1));
  if (!address || !network || !bits) {
    return false;
  }
  const bool mapped = network->bits == 32 && cidr.substr(0, slash).find(':') != cidr.npos;
  if (mapped) {
    if (*bits < 96) {
      return false;
    }
    *bits -= 96;
  }
  if (address->bits != network->bits || *bits > network->bits) {
    return false;
  }
  const std::size_t whole = *bits / 8;
  if (!std::equal(address->bytes.begin(),
                  address->bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  network->bytes.begin())) {
    return false;
  }
  const unsigned rest = *bits % 8;
  if (rest == 0) {
    return true;
  }
  const unsigned mask = (0xffU << (8 - rest)) & 0xffU;
  return (address->bytes[whole] & mask) == (network->bytes[whole] & mask);
}

bool is_source_allowed(const std::vector<std::string>& sources, std::string_view ip) {
  return sources.empty() ||
         std::any_of(sources.begin(), sources.end(),
                     [&](const std::string& cidr) { return is_in_network(ip, cidr); });
}

Result<std::optional<Time>> allowed_until(const identity::jwt::UserPermissionLimits& limits,
                                          Time now) {
  if (limits.times.empty()) {
    return std::optional<Time>();
  }
  auto zone = text::Zone::local();
  if (!limits.times_location.empty()) {
    NATSOP_TRY(zone, text::Zone::named(limits.times_location));
  }
  const auto second = std::chrono::floor<Seconds>(now);
  const auto here = (second + zone.at(second).east).time_since_epoch();
  const Seconds of_day = ((here % kDay) + kDay) % kDay;
  std::optional<Seconds> longest;
  for (const auto& range : limits.times) {
    const auto start = parse_time_of_day(range.start);
    const auto end = parse_time_of_day(range.end);
    if (!start || !end) {
      return Error(Code::Invalid,
                   fmt::format("malformed times \"{}\" to \"{}\"", range.start, range.end));
    }
    const auto left = left_of(*start, *end, of_day);
    if (left && (!longest || *left > *longest)) {
      longest = left;
    }
  }
  if (!longest) {
    return Error(Code::Denied, "outside connect times");
  }
  return std::optional<Time>(second + *longest);
}

}  // namespace natsop::engine
