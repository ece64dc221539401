#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

#include "core/base/files.h"
#include "core/base/log.h"

namespace natsop {

namespace {

constexpr mode_t kLogFile = 0640;

bool write_line(int fd, std::string_view line) {
  while (!line.empty()) {
    const ssize_t wrote = ::write(fd, line.data(), line.size());
    if (wrote < 0) {
      if (errno == EINTR) {
        continue;
      }
      return false;
    }
    line.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

/// ".2026.11.21.11.00.00.000000000", local time: sorts by age.
std::string backup_suffix(Time time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  const std::time_t unix_seconds = second.time_since_epoch().count();
  std::tm parts{};
  ::localtime_r(&unix_seconds, &parts);
  return fmt::format(".{:04}.{:02}.{:02}.{:02}.{:02}.{:02}.{:09}", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     (time - second).count());
}

}  // namespace

void FdSink::write(const LogEvent& event) {
  const std::string line = format_event(event, layout_) + "\n";
  const std::lock_guard lock(mutex_);
  write_line(fd_, line);
}

Result<std::unique_ptr<FileSink>> FileSink::open(const std::filesystem::path& path,
                                                 LogLayout layout, Rotation rotation) {
  auto sink = std::make_unique<FileSink>(Key(), path, layout, rotation);
  NATSOP_CHECK(sink->open_file());
  return sink;
}

FileSink::~FileSink() {
  if (fd_ >= 0) {
    ::close(fd_);
  }
}

Result<void> FileSink::open_file() {
  const int fd = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kLogFile);
  if (fd < 0) {
    return file_error(errno, "open", path_);
  }
  if (fd_ >= 0) {
    ::close(fd_);
  }
  fd_ = fd;
  struct stat info{};
  size_ = ::fstat(fd_, &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
  return {};
}

Result<void> FileSink::reopen() {
  const std::lock_guard lock(mutex_);
  return open_file();
}

void FileSink::write(const LogEvent& event) {
  const std::string line = format_event(event, layout_) + "\n";
  const std::lock_guard lock(mutex_);
  if (rotation_.max_bytes > 0 && size_ > 0 && size_ + line.size() > rotation_.max_bytes) {
    rotate(event.time);
  }
  if (write_line(fd_, line)) {
    size_ += line.size();
  } else {
    ++dropped_;
  }
}

void FileSink::rotate(Time now) {
  const std::string backup = path_.string() + backup_suffix(now);
  // When either step fails the old file stays open, and lines go on being written somewhere.
  if (::rename(path_.c_str(), backup.c_str()) != 0) {
    return;
  }
  if (!open_file()) {
    size_ = 0;
  }
  if (rotation_.max_files > 0) {
    remove_oldest();
  }
}

void FileSink::remove_oldest() {
  const auto folder = path_.has_parent_path() ? path_.parent_path() : std::filesystem::path(".");
  const auto names = list_dir(folder);
  if (!names) {
    return;
  }
  const std::string start = path_.filename().string() + ".";
  constexpr std::size_t kSuffixSize = 30;
  std::vector<std::string> backups;
  for (const auto& name : *names) {
    const std::string_view rest =
        name.starts_with(start) ? std::string_view(name).substr(start.size() - 1) : "";
    if (rest.size() == kSuffixSize &&
        rest.find_first_not_of("0123456789.") == std::string_view::npos) {
      backups.push_back(name);
    }
  }
  const std::size_t keep = rotation_.max_files - 1;
  for (std::size_t i = 0; i + keep < backups.size(); ++i) {
    ::unlink((folder / backups[i]).c_str());
  }
}

}  // namespace natsop
