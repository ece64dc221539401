#include "core/jetstream/stored_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/json/reader.h"
#include "core/text/base64.h"

namespace natsop::jetstream {
namespace {

constexpr std::array kBookkeeping = {"Nats-Stream",       "Nats-Subject",     "Nats-Sequence",
                                     "Nats-Time-Stamp",   "Nats-Num-Pending", "Nats-Last-Sequence",
                                     "Nats-UpTo-Sequence"};

/// "Message Not Found" as "message not found"; words with more capitals ("MaxWaiting") stay.
std::string uncapitalized(std::string_view text) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  std::string out;
  while (!text.empty()) {
    const auto space = text.find(' ');
    std::string word(text.substr(0, space));
    if (is_upper(word.empty() ? ' ' : word.front()) && std::ranges::count_if(word, is_upper) == 1) {
      word.front() = static_cast<char>(word.front() - 'A' + 'a');
    }
    out += word;
    if (space == std::string_view::npos) break;
    out += ' ';
    text.remove_prefix(space + 1);
  }
  return out;
}

void read_base64(json::Reader& reader, std::string_view key, std::string& target) {
  std::string text;
  reader.read(key, text);
  if (text.empty()) return;
  if (auto bytes = text::base64_decode(text)) {
    target = *std::move(bytes);
  } else {
    reader.fail(key, bytes.error().message());
  }
}

}  // namespace

Result<StoredMessage> StoredMessage::from_doc(const json::Doc& doc, std::string path) {
  json::Reader reader(doc, std::move(path));
  StoredMessage message;
  std::string time;
  reader.read("subject", message.subject);
  reader.read("seq", message.seq);
  read_base64(reader, "hdrs", message.hdrs);
  read_base64(reader, "data", message.data);
  reader.read("time", time);
  if (!time.empty()) {
    if (auto parsed = parse_timestamp(time)) {
      message.time = *parsed;
    } else {
      reader.fail("time", parsed.error().message());
    }
  }
  NATSOP_CHECK(reader.done());
  if (json::Doc rest = reader.unknown(); rest.size() > 0) message.extra = std::move(rest);
  return message;
}

json::Doc StoredMessage::to_doc() const {
  json::Doc doc = json::Doc::object({{"subject", subject}, {"seq", seq}});
  if (!hdrs.empty()) doc.put("hdrs", text::base64_encode(hdrs));
  if (!data.empty()) doc.put("data", text::base64_encode(data));
  doc.put("time", format_timestamp(time));
  for (const auto& [key, value] : extra.members()) doc.put(key, value);
  return doc;
}

Result<StoredMessage> StoredMessage::from_direct_get(const Message& in) {
  if (in.status != 0) return status_error(in.status, in.description);
  StoredMessage message;
  message.subject = in.headers.get("Nats-Subject");
  message.data = in.data;
  const std::string seq = in.headers.get("Nats-Sequence");
  const auto [end, failure] = std::from_chars(seq.data(), seq.data() + seq.size(), message.seq);
  if (message.subject.empty() || seq.empty() || failure != std::errc{} ||
      end != seq.data() + seq.size()) {
    return Error(Code::Failed, fmt::format("the answer to a direct get has no subject or no "
                                           "sequence (sequence \"{}\")",
                                           seq));
  }
  NATSOP_TRY(message.time, parse_timestamp(in.headers.get("Nats-Time-Stamp")));
  HeaderBlock block;
  block.headers = in.headers;
  for (const char* name : kBookkeeping) block.headers.erase(name);
  message.hdrs = format_header_block(block);
  return message;
}

Result<Headers> StoredMessage::headers() const {
  if (hdrs.empty()) return Headers{};
  NATSOP_TRY(auto block, parse_header_block(hdrs));
  return std::move(block.headers);
}

Error status_error(int status, std::string_view description) {
  Code code = Code::Failed;
  switch (status) {
    case 404:
      code = Code::NotFound;
      break;
    case 408:
      code = description.find("Timeout") != std::string_view::npos ? Code::Timeout : Code::Invalid;
      break;
    case 409:
    case 423:
      code = Code::Conflict;
      break;
    case 400:
    case 413:
      code = Code::Invalid;
      break;
    case 412:
      code = Code::Unsupported;
      break;
    case 503:
      return Error(Code::Unreachable, kNoResponders);
    default:
      break;
  }
  const std::string text(description.empty() ? "the server refused" : uncapitalized(description));
  return Error(code, fmt::format("{} (status {})", text, status));
}

}  // namespace natsop::jetstream
