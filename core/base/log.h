#pragma once
#include <atomic>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"

namespace natsop {

/// How much an event matters; a log takes those up to its own level.
enum class LogLevel : std::uint8_t { Fatal, Error, Warn, Info, Debug, Trace };

/// "error", "warn", …
[[nodiscard]] std::string_view name_of(LogLevel level);

/// One detail of an event. Never a secret: types that hold secrets have no text form and do not
/// convert.
struct LogField {
  LogField(std::string_view field_key, std::string_view text) : key(field_key), value(text) {}
  LogField(std::string_view field_key, const char* text) : key(field_key), value(text) {}
  LogField(std::string_view field_key, const std::string& text) : key(field_key), value(text) {}
  template <std::integral T>
  LogField(std::string_view field_key, T number) : key(field_key), value(std::to_string(number)) {}
  LogField(std::string_view field_key, bool yes) : key(field_key), value(yes ? "true" : "false") {}
  LogField(std::string_view field_key, double number);
  LogField(std::string_view field_key, const Error& error)
      : key(field_key), value(error.one_line()) {}

  std::string_view key;  ///< a literal, or alive until the call returns
  std::string value;
};

/// What happened, as a sink receives it; views are valid during the call.
struct LogEvent {
  Time time;
  LogLevel level = LogLevel::Info;
  std::string_view name;    ///< who logs ("stream"); may be empty
  std::string_view prefix;  ///< which one it is about ("cid:12"); may be empty
  std::string_view message;
  std::span<const LogField> fields;
};

/// How an event becomes a line.
struct LogLayout {
  enum class Form : std::uint8_t {
    Plain,   ///< time level name prefix message key=value
    Server,  ///< nats-server's: [pid] 2026/11/21 11:00:00.000000 [INF] prefix - message key=value
  };
  Form form = Form::Plain;
  bool with_time = true;
  bool utc = true;  ///< otherwise the process's local time
  int pid = 0;      ///< in the server's form
};

/// The event as one line without its end. Control characters are escaped, so that no input can
/// forge a line.
[[nodiscard]] std::string format_event(const LogEvent& event, const LogLayout& layout);

/// Where events go. Implementations are safe from any thread and never fail loudly: a log that
/// cannot be written must not stop what it describes.
class LogSink {
 public:
  LogSink() = default;
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;
  virtual ~LogSink() = default;
  virtual void write(const LogEvent& event) = 0;
};

/// Lines to a stream, flushed after each. The stream must outlive the sink.
class StreamSink final : public LogSink {
 public:
  explicit StreamSink(std::ostream& out, LogLayout layout = {}) : out_(out), layout_(layout) {}
  void write(const LogEvent& event) override;

 private:
  std::mutex mutex_;
  std::ostream& out_;
  LogLayout layout_;
};

/// Lines to a descriptor (2 for standard error), each in one write. The descriptor stays open.
class FdSink final : public LogSink {
 public:
  explicit FdSink(int fd, LogLayout layout = {}) : fd_(fd), layout_(layout) {}
  void write(const LogEvent& event) override;

 private:
  std::mutex mutex_;
  int fd_;
  LogLayout layout_;
};

/// Lines at the end of a file, made with mode 0640. When a line would take it over `max_bytes` the
/// file is renamed to FILE.2026.11.21.11.00.00.000000000 and a new one begun; of the old ones
/// `max_files` less one are kept.
class FileSink final : public LogSink {
  struct Key {};

 public:
  struct Rotation {
    std::uint64_t max_bytes = 0;  ///< 0: never
    std::size_t max_files = 0;    ///< with the one being written; 0: all are kept
  };

  [[nodiscard]] static Result<std::unique_ptr<FileSink>> open(const std::filesystem::path& path,
                                                              LogLayout layout, Rotation rotation);
  /// For open, which alone has the Key.
  FileSink(Key, std::filesystem::path path, LogLayout layout, Rotation rotation)
      : path_(std::move(path)), layout_(layout), rotation_(rotation) {}
  ~FileSink() override;
  void write(const LogEvent& event) override;

  /// Closes the file and opens its path again, after something else has moved it away.
  [[nodiscard]] Result<void> reopen();

  /// Lines lost because they could not be written.
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  Result<void> open_file();
  void rotate(Time now);
  void remove_oldest();

  std::mutex mutex_;
  std::filesystem::path path_;
  LogLayout layout_;
  Rotation rotation_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
  std::atomic<std::uint64_t> dropped_ = 0;
};

/// Keeps lines for tests, without their time: "warn stream S1 behind lag=3".
class MemorySink final : public LogSink {
 public:
  void write(const LogEvent& event) override;
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

/// One log: its sink, its clock and its level, shared by all loggers made from it. Both references
/// must outlive it, and it the loggers. Safe from any thread.
class Log {
 public:
  Log(LogSink& sink, const Clock& clock, LogLevel level = LogLevel::Info)
      : sink_(sink), clock_(clock), level_(level) {}

  [[nodiscard]] LogLevel level() const { return level_.load(std::memory_order_relaxed); }
  void set_level(LogLevel level) { level_ = level; }

 private:
  friend class Logger;
  LogSink& sink_;
  const Clock& clock_;
  std::atomic<LogLevel> level_;
};

/// What a part of the program logs with: a name and a prefix in front of a Log. Passed in, never
/// global; cheap to copy. The default one discards everything.
class Logger {
 public:
  using Fields = std::initializer_list<LogField>;

  Logger() = default;
  explicit Logger(Log& log, std::string name = "", std::string prefix = "")
      : log_(&log), name_(std::move(name)), prefix_(std::move(prefix)) {}

  /// The same log under another name, or for one of many ("cid:12").
  [[nodiscard]] Logger named(std::string name) const;
  [[nodiscard]] Logger with_prefix(std::string prefix) const;

  /// Whether an event of this level would be written: ask before building costly messages.
  [[nodiscard]] bool enabled(LogLevel level) const {
    return log_ != nullptr && level <= log_->level();
  }

  void write(LogLevel level, std::string_view message, Fields fields = {}) const;
  void fatal(std::string_view message, Fields fields = {}) const {
    write(LogLevel::Fatal, message, fields);
  }
  void error(std::string_view message, Fields fields = {}) const {
    write(LogLevel::Error, message, fields);
  }
  void warn(std::string_view message, Fields fields = {}) const {
    write(LogLevel::Warn, message, fields);
  }
  void info(std::string_view message, Fields fields = {}) const {
    write(LogLevel::Info, message, fields);
  }
  void debug(std::string_view message, Fields fields = {}) const {
    write(LogLevel::Debug, message, fields);
  }
  void trace(std::string_view message, Fields fields = {}) const {
    write(LogLevel::Trace, message, fields);
  }

 private:
  Log* log_ = nullptr;
  std::string name_;
  std::string prefix_;
};

}  // namespace natsop
