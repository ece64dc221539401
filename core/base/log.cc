#include "core/base/log.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <ctime>
#include <ostream>

namespace natsop {

namespace {

constexpr std::array<std::string_view, 6> kNames{"fatal", "error", "warn",
                                                 "info",  "debug", "trace"};
constexpr std::array<std::string_view, 6> kServerNames{"FTL", "ERR", "WRN", "INF", "DBG", "TRC"};

/// Control characters as \n, \t or \x1b; everything else as it is.
void append_escaped(std::string_view text, bool quoted, std::string& out) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += quoted ? "\\t" : "\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else if (quoted && (c == '"' || c == '\\')) {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
}

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" =\"\t\n\r\\") != std::string_view::npos;
}

void append_fields(std::span<const LogField> fields, std::string& out) {
  for (const LogField& field : fields) {
    out += ' ';
    out += field.key;
    out += '=';
    const bool quoted = needs_quotes(field.value);
    out += quoted ? "\"" : "";
    append_escaped(field.value, quoted, out);
    out += quoted ? "\"" : "";
  }
}

std::string print_time(Time time, const LogLayout& layout) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  const auto micros = std::chrono::floor<std::chrono::microseconds>(time - second).count();
  const std::time_t unix_seconds = second.time_since_epoch().count();
  std::tm parts{};
  if (layout.utc) {
    ::gmtime_r(&unix_seconds, &parts);
  } else {
    ::localtime_r(&unix_seconds, &parts);
  }
  const bool server = layout.form == LogLayout::Form::Server;
  std::string out = server ? fmt::format("{:04}/{:02}/{:02} ", parts.tm_year + 1900,
                                         parts.tm_mon + 1, parts.tm_mday)
                           : fmt::format("{:04}-{:02}-{:02}T", parts.tm_year + 1900,
                                         parts.tm_mon + 1, parts.tm_mday);
  out += fmt::format("{:02}:{:02}:{:02}.{:06}", parts.tm_hour, parts.tm_min, parts.tm_sec, micros);
  if (!server) {
    const long minutes = parts.tm_gmtoff / 60;
    out += minutes == 0 ? "Z" : fmt::format("{:+03}:{:02}", minutes / 60, std::abs(minutes % 60));
  }
  return out;
}

}  // namespace

std::string_view name_of(LogLevel level) { return kNames[static_cast<std::size_t>(level)]; }

LogField::LogField(std::string_view field_key, double number)
    : key(field_key), value(fmt::format("{}", number)) {}

std::string format_event(const LogEvent& event, const LogLayout& layout) {
  std::string out;
  if (layout.form == LogLayout::Form::Server) {
    out = fmt::format("[{}] ", layout.pid);
    if (layout.with_time) {
      out += print_time(event.time, layout) + " ";
    }
    out += fmt::format("[{}] ", kServerNames[static_cast<std::size_t>(event.level)]);
    if (!event.prefix.empty()) {
      append_escaped(event.prefix, false, out);
      out += " - ";
    }
    append_escaped(event.message, false, out);
    append_fields(event.fields, out);
    return out;
  }
  if (layout.with_time) {
    out += print_time(event.time, layout) + " ";
  }
  out += name_of(event.level);
  for (const std::string_view part : {event.name, event.prefix, event.message}) {
    if (!part.empty()) {
      out += ' ';
      append_escaped(part, false, out);
    }
  }
  append_fields(event.fields, out);
  return out;
}

void StreamSink::write(const LogEvent& event) {
  const std::string line = format_event(event, layout_) + "\n";
  const std::lock_guard lock(mutex_);
  out_ << line << std::flush;
}

void MemorySink::write(const LogEvent& event) {
  LogLayout layout;
  layout.with_time = false;
  std::string line = format_event(event, layout);
  const std::lock_guard lock(mutex_);
  lines_.push_back(std::move(line));
}

std::vector<std::string> MemorySink::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

Logger Logger::named(std::string name) const {
  Logger logger = *this;
  logger.name_ = std::move(name);
  return logger;
}

Logger Logger::with_prefix(std::string prefix) const {
  Logger logger = *this;
  logger.prefix_ = std::move(prefix);
  return logger;
}

void Logger::write(LogLevel level, std::string_view message, Fields fields) const {
  if (!enabled(level)) {
    return;
  }
  log_->sink_.write(
      {log_->clock_.now(), level, name_, prefix_, message, {fields.begin(), fields.size()}});
}

}  // namespace natsop
