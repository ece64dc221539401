#include "core/jetstream/ack_reply.h"

#include <fmt/format.h>

#include <charconv>
#include <vector>

namespace natsop::jetstream {
namespace {

constexpr std::string_view kPrefix = "$JS.ACK.";
constexpr std::size_t kOldTokens = 7;  // behind the prefix
constexpr std::size_t kNewTokens = 9;  // at least
constexpr std::string_view kNoDomain = "_";

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> tokens;
  for (;;) {
    const auto dot = text.find('.');
    tokens.push_back(text.substr(0, dot));
    if (dot == std::string_view::npos) return tokens;
    text.remove_prefix(dot + 1);
  }
}

template <class T>
bool parse_number(std::string_view text, T& value) {
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  return failure == std::errc{} && stop == end && !text.empty();
}

}  // namespace

bool is_ack_reply(std::string_view subject) { return subject.starts_with(kPrefix); }

Result<AckReply> AckReply::parse(std::string_view subject) {
  const auto bad = [&] {
    return Error(Code::Invalid,
                 fmt::format("\"{}\" is not the reply subject of a JetStream message", subject));
  };
  if (!is_ack_reply(subject)) return bad();
  const auto tokens = split(subject.substr(kPrefix.size()));
  const bool is_new = tokens.size() >= kNewTokens;
  if (!is_new && tokens.size() != kOldTokens) return bad();
  AckReply reply;
  const auto* token = tokens.data();
  if (is_new) {
    if (*token != kNoDomain) reply.domain = *token;
    ++token;
    reply.account_hash = *token++;
    if (reply.account_hash.empty()) return bad();
  }
  reply.stream = *token++;
  reply.consumer = *token++;
  std::int64_t time = 0;
  const bool ok = parse_number(token[0], reply.delivered) &&
                  parse_number(token[1], reply.stream_seq) &&
                  parse_number(token[2], reply.consumer_seq) && parse_number(token[3], time) &&
                  parse_number(token[4], reply.pending);
  if (!ok || reply.stream.empty() || reply.consumer.empty()) return bad();
  if (time != 0) reply.time = Time(std::chrono::nanoseconds(time));
  return reply;
}

std::string AckReply::subject() const {
  std::string out(kPrefix);
  if (!account_hash.empty()) {
    out +=
        fmt::format("{}.{}.", domain.empty() ? kNoDomain : std::string_view(domain), account_hash);
  }
  const auto nanos = time ? std::chrono::nanoseconds(time->time_since_epoch()).count() : 0;
  return out + fmt::format("{}.{}.{}.{}.{}.{}.{}", stream, consumer, delivered, stream_seq,
                           consumer_seq, nanos, pending);
}

}  // namespace natsop::jetstream
