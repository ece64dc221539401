#include "core/client/message.h"

#include <fmt/format.h>
#include <nats/nats.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "core/client/failure.h"

namespace natsop::client {
namespace {

// What cnats makes of a status on the header block's first line.
constexpr std::string_view kStatus = "Status";
constexpr std::string_view kDescription = "Description";

struct Free {
  void operator()(const char** list) const { std::free(list); }  // allocated by cnats with malloc
};
using List = std::unique_ptr<const char*, Free>;

std::vector<std::string> header_names(natsMsg* message) {
  const char** list = nullptr;
  int count = 0;
  if (natsMsgHeader_Keys(message, &list, &count) != NATS_OK) return {};
  const List owner(list);
  std::vector<std::string> names(list, list + count);
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> header_values(natsMsg* message, const std::string& name) {
  const char** list = nullptr;
  int count = 0;
  if (natsMsgHeader_Values(message, name.c_str(), &list, &count) != NATS_OK) return {};
  const List owner(list);
  return {list, list + count};
}

int status_of(const std::string& value) {
  int status = 0;
  const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), status);
  const bool whole = failure == std::errc{} && end == value.data() + value.size();
  return whole && value.size() == 3 ? status : 0;
}

void copy_headers(natsMsg* message, jetstream::Message& out) {
  const std::vector<std::string> names = header_names(message);
  if (std::ranges::find(names, kStatus) != names.end()) {
    const std::vector<std::string> values = header_values(message, std::string(kStatus));
    out.status = values.empty() ? 0 : status_of(values.front());
  }
  for (const std::string& name : names) {
    const std::vector<std::string> values = header_values(message, name);
    if (out.status != 0 && name == kStatus) continue;
    if (out.status != 0 && name == kDescription && !values.empty()) {
      out.description = values.front();
      continue;
    }
    for (const std::string& value : values) out.headers.add(name, value);
  }
}

Result<void> check_header(const std::string& name, const std::string& value) {
  const bool bad_name = name.empty() || std::ranges::any_of(name, [](char c) {
                          return c <= ' ' || c >= 127 || c == ':';
                        });
  if (bad_name) {
    return Error(Code::Invalid, fmt::format("invalid header name \"{}\"", name))
        .hint("a name is made of printable characters without spaces and colons");
  }
  if (value.find('\0') != std::string::npos) {
    return Error(Code::Invalid, fmt::format("the value of header \"{}\" contains a NUL", name));
  }
  return {};
}

bool is_plain(char c) { return static_cast<unsigned char>(c) > ' ' && c != 127; }

}  // namespace

LibraryMessage::LibraryMessage(LibraryMessage&& other) noexcept
    : message_(std::exchange(other.message_, nullptr)) {}

LibraryMessage& LibraryMessage::operator=(LibraryMessage&& other) noexcept {
  std::swap(message_, other.message_);
  return *this;
}

LibraryMessage::~LibraryMessage() {
  if (message_ != nullptr) natsMsg_Destroy(message_);
}

jetstream::Message to_message(natsMsg* message) {
  jetstream::Message out;
  out.subject = natsMsg_GetSubject(message);
  if (const char* reply = natsMsg_GetReply(message)) out.reply = reply;
  if (const int size = natsMsg_GetDataLength(message); size > 0) {
    out.data.assign(natsMsg_GetData(message), static_cast<std::size_t>(size));
  }
  copy_headers(message, out);
  return out;
}

Result<LibraryMessage> from_parts(const std::string& subject, const std::string& reply,
                                  std::string_view data, const jetstream::Headers& headers) {
  natsMsg* made = nullptr;
  natsStatus status =
      natsMsg_Create(&made, subject.c_str(), reply.empty() ? nullptr : reply.c_str(), data.data(),
                     static_cast<int>(data.size()));
  if (status != NATS_OK) return library_error(status, {});
  LibraryMessage message(made);
  for (const auto& [name, values] : headers.fields()) {
    for (const std::string& value : values) {
      NATSOP_CHECK(check_header(name, value));
      status = natsMsgHeader_Add(made, name.c_str(), value.c_str());
      if (status != NATS_OK) return library_error(status, {});
    }
  }
  return message;
}

Result<void> check_publish_subject(std::string_view subject) {
  if (subject.empty()) return Error(Code::Invalid, "the subject is empty");
  if (!std::ranges::all_of(subject, is_plain)) {
    return Error(Code::Invalid, fmt::format("invalid subject \"{}\"", subject))
        .hint("a subject has no spaces or control characters");
  }
  return {};
}

Result<void> check_subscribe_subject(std::string_view subject) {
  NATSOP_CHECK(check_publish_subject(subject));
  std::string_view rest = subject;
  while (true) {
    const std::size_t dot = rest.find('.');
    const std::string_view token = rest.substr(0, dot);
    const bool last = dot == std::string_view::npos;
    if (token.empty() || (token == ">" && !last)) {
      return Error(Code::Invalid, fmt::format("invalid subject \"{}\"", subject))
          .hint("tokens between dots are not empty, and \">\" comes last");
    }
    if (last) return {};
    rest.remove_prefix(dot + 1);
  }
}

}  // namespace natsop::client
