#include "core/render/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace natsop::render {

Terminal Terminal::detect(std::string_view no_color, std::string_view term) {
  Terminal terminal;
  terminal.in = isatty(STDIN_FILENO) == 1;
  terminal.out = isatty(STDOUT_FILENO) == 1;
  terminal.err = isatty(STDERR_FILENO) == 1;
  terminal.colour = terminal.out && no_color.empty() && term != "dumb";
  terminal.refresh_size();
  return terminal;
}

void Terminal::refresh_size() {
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO, STDIN_FILENO}) {
    winsize size{};
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
      width = size.ws_col;
      height = size.ws_row;
      return;
    }
  }
}

}  // namespace natsop::render
