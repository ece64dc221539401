#include "core/engine/session/closed_connections.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace natsop::engine {

namespace {

// Large enough for the C library to ask the system for each, and to give it back alone.
constexpr std::size_t kBlock = std::size_t{256} * 1024;

/// Numbers as seven bits a byte, texts behind their length.
class Packer {
 public:
  void number(std::uint64_t value) {
    while (value >= 0x80) {
      out_ += static_cast<char>(value | 0x80);
      value >>= 7;
    }
    out_ += static_cast<char>(value);
  }
  void text(std::string_view value) {
    number(value.size());
    out_ += value;
  }
  void time(Time value) { number(static_cast<std::uint64_t>(value.time_since_epoch().count())); }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view packed) : rest_(packed) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) {
        return value;
      }
    }
  }
  std::string text() {
    const std::size_t size = number();
    std::string value(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return value;
  }
  Time time() { return Time(Time::duration(static_cast<Time::rep>(number()))); }

 private:
  std::string_view rest_;
};

/// Packs and unpacks with one list of members, so that the two agree.
template <class Row, class Number, class Text, class Moment>
void walk_members(Row& row, Number number, Text text, Moment time) {
  time(row.start);
  time(row.last_activity);
  for (auto* field : {&row.pending_bytes, &row.in_msgs, &row.in_bytes, &row.out_msgs,
                      &row.out_bytes, &row.stalls, &row.subscriptions}) {
    number(*field);
  }
  for (auto* field : {&row.kind, &row.type, &row.ip, &row.reason, &row.name, &row.lang,
                      &row.version, &row.tls_version, &row.tls_cipher_suite, &row.user,
                      &row.account, &row.account_name, &row.jwt, &row.issuer_key}) {
    text(*field);
  }
}

std::string pack(const ConnectionRow& row, const std::vector<SubscriptionRow>& subscriptions) {
  Packer pack;
  walk_members(
      row, [&](std::uint64_t value) { pack.number(value); },
      [&](const std::string& value) { pack.text(value); }, [&](Time value) { pack.time(value); });
  pack.number(row.port);
  pack.number(static_cast<std::uint64_t>(row.rtt.count()));
  pack.time(row.stop.value_or(Time()));
  pack.number(row.tags.size());
  std::ranges::for_each(row.tags, [&](const std::string& tag) { pack.text(tag); });
  pack.number(row.certificates.size());
  for (const ConnectionRow::Certificate& certificate : row.certificates) {
    pack.text(certificate.subject);
    pack.text(certificate.spki_sha256);
    pack.text(certificate.raw_sha256);
  }
  const std::size_t kept = std::min(subscriptions.size(), ClosedConnections::kMostSubscriptions);
  pack.number(kept);
  for (std::size_t i = 0; i < kept; ++i) {
    const SubscriptionRow& subscription = subscriptions[i];
    pack.text(subscription.subject);
    pack.text(subscription.queue);
    pack.text(subscription.sid);
    pack.number(subscription.delivered);
    pack.number(subscription.max);
  }
  return pack.take();
}

ConnectionRow unpack_row(std::uint64_t id, Unpacker& unpack) {
  ConnectionRow row;
  row.id = id;
  walk_members(
      row, [&](std::uint64_t& value) { value = unpack.number(); },
      [&](std::string& value) { value = unpack.text(); },
      [&](Time& value) { value = unpack.time(); });
  row.port = static_cast<std::uint16_t>(unpack.number());
  row.rtt = std::chrono::nanoseconds(unpack.number());
  row.stop = unpack.time();
  row.tags.resize(unpack.number());
  std::ranges::for_each(row.tags, [&](std::string& tag) { tag = unpack.text(); });
  row.certificates.resize(unpack.number());
  for (ConnectionRow::Certificate& certificate : row.certificates) {
    certificate.subject = unpack.text();
    certificate.spki_sha256 = unpack.text();
    certificate.raw_sha256 = unpack.text();
  }
  return row;
}

std::vector<SubscriptionRow> unpack_subscriptions(std::uint64_t id, Unpacker& unpack) {
  const ConnectionRow row = unpack_row(id, unpack);
  std::vector<SubscriptionRow> rows(unpack.number());
  for (SubscriptionRow& each : rows) {
    each.account = row.account;
    each.account_name = row.account_name;
    each.subject = unpack.text();
    each.queue = unpack.text();
    each.sid = unpack.text();
    each.delivered = unpack.number();
    each.max = unpack.number();
    each.connection = id;
  }
  return rows;
}

}  // namespace

void ClosedConnections::add(const ConnectionRow& row,
                            const std::vector<SubscriptionRow>& subscriptions, std::size_t most) {
  const std::string packed = pack(row, subscriptions);
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < packed.size()) {
    blocks_.emplace_back().reserve(std::max(kBlock, packed.size()));
  }
  std::string& block = blocks_.back();
  entries_.push_back({.id = row.id,
                      .block = first_block_ + blocks_.size() - 1,
                      .begin = static_cast<std::uint32_t>(block.size()),
                      .size = static_cast<std::uint32_t>(packed.size())});
  block += packed;
  while (size() > most) {
    drop_oldest();
  }
}

void ClosedConnections::drop_oldest() {
  ++first_;
  if (first_ * 2 > entries_.size()) {
    entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
  const std::uint64_t needed = size() == 0 ? first_block_ + blocks_.size() : entries_[first_].block;
  for (; first_block_ < needed; ++first_block_) {
    blocks_.pop_front();
  }
}

std::string_view ClosedConnections::packed(const Entry& entry) const {
  return std::string_view(blocks_[entry.block - first_block_]).substr(entry.begin, entry.size);
}

std::vector<ConnectionRow> ClosedConnections::rows() const {
  std::vector<ConnectionRow> rows;
  rows.reserve(size());
  for (std::size_t i = first_; i < entries_.size(); ++i) {
    Unpacker unpack(packed(entries_[i]));
    rows.push_back(unpack_row(entries_[i].id, unpack));
  }
  return rows;
}

std::vector<SubscriptionRow> ClosedConnections::subscriptions(std::uint64_t id) const {
  for (std::size_t i = first_; i < entries_.size(); ++i) {
    if (entries_[i].id == id) {
      Unpacker unpack(packed(entries_[i]));
      return unpack_subscriptions(id, unpack);
    }
  }
  return {};
}

}  // namespace natsop::engine
