#include "core/render/keyboard.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/render/ansi.h"

namespace natsop::render {
namespace {

constexpr int kEscapeWaitMs = 30;  // the rest of an arrow key's sequence arrives well within this

Error ended() { return Error(Code::Cancelled, "end of input"); }

/// Writes all bytes; a terminal that is gone is noticed by the next read.
void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

Key control(char c) {
  switch (c) {
    case '\r':
    case '\n':
      return {Key::Enter};
    case '\x7f':
    case '\b':
      return {Key::Backspace};
    case '\t':
      return {Key::Tab};
    case 'A' - '@':
      return {Key::Home};
    case 'B' - '@':
      return {Key::Left};
    case 'E' - '@':
      return {Key::End};
    case 'F' - '@':
      return {Key::Right};
    case 'K' - '@':
      return {Key::EraseRest};
    case 'N' - '@':
      return {Key::Down};
    case 'P' - '@':
      return {Key::Up};
    case 'U' - '@':
      return {Key::EraseLine};
    case 'W' - '@':
      return {Key::EraseWord};
    default:
      return {Key::Other};
  }
}

/// The key of a sequence ESC [ parameter final, or ESC O final.
Key sequence(std::string_view parameter, char final) {
  switch (final) {
    case 'A':
      return {Key::Up};
    case 'B':
      return {Key::Down};
    case 'C':
      return {Key::Right};
    case 'D':
      return {Key::Left};
    case 'H':
      return {Key::Home};
    case 'F':
      return {Key::End};
    case '~':
      if (parameter == "1" || parameter == "7") return {Key::Home};
      if (parameter == "4" || parameter == "8") return {Key::End};
      if (parameter == "3") return {Key::Delete};
      if (parameter == "5") return {Key::PageUp};
      if (parameter == "6") return {Key::PageDown};
      break;
    default:
      break;
  }
  return {Key::Other};
}

}  // namespace

Keyboard::Keyboard(int fd) : fd_(fd) {
  if (tcgetattr(fd, &before_) != 0) return;
  termios raw = before_;
  raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG | IEXTEN);
  raw.c_iflag &= ~static_cast<tcflag_t>(IXON);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  switched_ = tcsetattr(fd, TCSADRAIN, &raw) == 0;
}

Keyboard::~Keyboard() {
  if (switched_) tcsetattr(fd_, TCSADRAIN, &before_);
}

Result<char> Keyboard::byte() {
  char c = 0;
  for (;;) {
    // One byte at a time: what is typed ahead stays in the terminal for the next question.
    const auto got = read(fd_, &c, 1);
    if (got == 1) return c;
    if (got < 0 && errno == EINTR) continue;
    return ended();
  }
}

bool Keyboard::waiting() const {
  pollfd descriptor{fd_, POLLIN, 0};
  return poll(&descriptor, 1, kEscapeWaitMs) == 1;
}

Result<Key> Keyboard::next() {
  NATSOP_TRY(const char c, byte());
  if (c == 'C' - '@') return Error(Code::Cancelled, "interrupt");
  if (c == 'D' - '@') return ended();
  if (c == '\x1b') return escape();
  const auto value = static_cast<unsigned char>(c);
  if (value < 0x20 || value == 0x7f) return control(c);
  return character(c);
}

Result<Key> Keyboard::escape() {
  if (!waiting()) return Key{Key::Other};
  NATSOP_TRY(const char kind, byte());
  if (kind != '[' && kind != 'O') return Key{Key::Other};
  std::string parameter;
  while (parameter.size() < 16 && waiting()) {
    NATSOP_TRY(const char c, byte());
    if (c >= '@' && c <= '~') return sequence(parameter, c);
    parameter += c;
  }
  return Key{Key::Other};
}

Result<Key> Keyboard::character(char lead) {
  Key key{Key::Text, std::string(1, lead)};
  const auto value = static_cast<unsigned char>(lead);
  std::size_t wanted = value < 0x80 ? 1 : value >= 0xf0 ? 4 : value >= 0xe0 ? 3 : 2;
  if (value >= 0x80 && value < 0xc2) return Key{Key::Other};
  while (key.text.size() < wanted) {
    NATSOP_TRY(const char c, byte());
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) return Key{Key::Other};
    key.text += c;
  }
  return key;
}

Panel::~Panel() {
  if (hidden_) write_all(fd_, "\x1b[?25h");
  if (open_) write_all(fd_, "\r\n");
}

void Panel::draw(std::string_view text) { put(text, 0, true, false); }
void Panel::draw(std::string_view text, int back) { put(text, back, true, false); }
void Panel::draw_list(std::string_view text) { put(text, 0, false, false); }
void Panel::finish(std::string_view text) { put(text, 0, true, true); }

void Panel::put(std::string_view text, int back, bool cursor, bool last) {
  std::string out;
  if (row_ > 0) out += fmt::format("\x1b[{}A", row_);
  out += "\r\x1b[J";
  if (cursor == hidden_) {
    out += cursor ? "\x1b[?25h" : "\x1b[?25l";
    hidden_ = !cursor;
  }
  row_ = 0;
  const int width = std::max(1, width_);
  while (true) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    out += line;
    const int columns = columns_of(line);
    if (end != std::string_view::npos) {
      out += "\r\n";
      row_ += std::max(1, (columns + width - 1) / width);
      text.remove_prefix(end + 1);
      continue;
    }
    // At the right edge terminals hold the cursor back; a space takes it to the next row for
    // certain.
    if (columns > 0 && columns % width == 0) out += " \r";
    const int at = columns - back;
    const int rows_back = columns / width - at / width;
    if (last) {
      out += "\r\n";
    } else if (back > 0) {
      if (rows_back > 0) out += fmt::format("\x1b[{}A", rows_back);
      out += '\r';
      if (at % width > 0) out += fmt::format("\x1b[{}C", at % width);
    }
    row_ += at / width;
    break;
  }
  if (last) row_ = 0;
  open_ = !last;
  write_all(fd_, out);
}

}  // namespace natsop::render
