#include "tests/unit/core/render/console.h"

#include <poll.h>
#include <pty.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace natsop::test {

Console::Console(int columns, int rows) : columns_(static_cast<std::size_t>(columns)) {
  winsize size{};
  size.ws_col = static_cast<unsigned short>(columns);
  size.ws_row = static_cast<unsigned short>(rows);
  if (openpty(&keyboard_, &terminal_, nullptr, nullptr, &size) != 0) std::abort();
}

Console::~Console() {
  close(keyboard_);
  close(terminal_);
}

void Console::type(std::string_view keys) {
  while (!keys.empty()) {
    const auto written = write(keyboard_, keys.data(), keys.size());
    if (written <= 0) std::abort();
    keys.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool Console::wait_for(std::string_view text) {
  for (int tries = 0; tries < 50; ++tries) {
    while (take(0)) continue;
    const bool there = std::ranges::any_of(
        rows_, [&](const auto& each) { return each.find(text) != std::string::npos; });
    if (there) return true;
    take(100);
  }
  return false;
}

std::string Console::screen() {
  while (take(20)) continue;
  std::string out;
  for (const auto& each : rows_) {
    const auto end = each.find_last_not_of(' ');
    out += each.substr(0, end == std::string::npos ? 0 : end + 1) + "\n";
  }
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

bool Console::take(int wait_ms) {
  pollfd descriptor{keyboard_, POLLIN, 0};
  if (poll(&descriptor, 1, wait_ms) != 1) return false;
  std::array<char, 4096> bytes{};
  const auto got = read(keyboard_, bytes.data(), bytes.size());
  for (ssize_t i = 0; i < got; ++i) put(bytes[static_cast<std::size_t>(i)]);
  return got > 0;
}

std::string& Console::row() {
  if (rows_.size() <= row_) rows_.resize(row_ + 1);
  return rows_[row_];
}

void Console::put(char c) {
  if (!escape_.empty()) {
    escape_ += c;
    if (escape_.size() > 2 && c >= '@' && c <= '~') {
      control(std::string_view(escape_).substr(2, escape_.size() - 3), c);
      escape_.clear();
    }
    return;
  }
  if (c == '\x1b') {
    escape_ = c;
  } else if (c == '\r') {
    column_ = 0;
  } else if (c == '\n') {
    ++row_;
    row();
  } else {
    if (column_ >= columns_) {
      column_ = 0;
      ++row_;
    }
    auto& line = row();
    if (line.size() <= column_) line.resize(column_ + 1, ' ');
    line[column_++] = c;
  }
}

void Console::control(std::string_view parameters, char final) {
  std::size_t count = 1;
  std::from_chars(parameters.data(), parameters.data() + parameters.size(), count);
  if (final == 'A') {
    row_ -= std::min(row_, count);
  } else if (final == 'C') {
    column_ = std::min(column_ + count, columns_ - 1);
  } else if (final == 'J') {
    auto& line = row();
    line.resize(std::min(line.size(), column_));
    rows_.resize(row_ + 1);
  } else if (final == 'h' || final == 'l') {
    if (parameters == "?25") hidden_ = final == 'l';
  }
}

}  // namespace natsop::test
