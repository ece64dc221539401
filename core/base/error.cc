#include "core/base/error.h"

namespace natsop {

Error&& Error::hint(std::string text) && {
  hint_ = std::move(text);
  return std::move(*this);
}

Error& Error::hint(std::string text) & {
  hint_ = std::move(text);
  return *this;
}

Error&& Error::during(std::string text) && {
  context_.push_back(std::move(text));
  return std::move(*this);
}

Error& Error::during(std::string text) & {
  context_.push_back(std::move(text));
  return *this;
}

Error&& Error::api_code(int code) && {
  api_code_ = code;
  return std::move(*this);
}

std::string Error::one_line() const {
  std::string line;
  for (auto it = context_.rbegin(); it != context_.rend(); ++it) {
    line += *it + ": ";
  }
  return line + message_;
}

const char* name_of(Code code) {
  switch (code) {
    case Code::Usage:
      return "usage";
    case Code::NotFound:
      return "not_found";
    case Code::Exists:
      return "exists";
    case Code::Denied:
      return "denied";
    case Code::Unreachable:
      return "unreachable";
    case Code::Timeout:
      return "timeout";
    case Code::Invalid:
      return "invalid";
    case Code::Corrupt:
      return "corrupt";
    case Code::Conflict:
      return "conflict";
    case Code::Cancelled:
      return "cancelled";
    case Code::Unsupported:
      return "unsupported";
    case Code::Failed:
      return "failed";
  }
  return "failed";
}

}  // namespace natsop
