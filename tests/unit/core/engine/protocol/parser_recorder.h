#pragma once
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/engine/protocol/parser.h"

namespace natsop::test {

/// Writes down what a parser says, a line for each call.
struct ParserRecorder final : engine::Parser::Handler {
  explicit ParserRecorder(engine::Parser::Rules rules) { parser.rules() = rules; }

  engine::Parser parser{*this};
  std::vector<std::string> lines;
  bool open_gate = true;
  std::size_t stop_at = 0;  ///< lines after which it is told to stop; 0: never

  void feed(std::string_view text) { (void)parser.feed({text.data(), text.size()}); }

  bool note(std::string line) {
    lines.push_back(std::move(line));
    return stop_at == 0 || lines.size() < stop_at;
  }
  bool on_connect(std::string_view json) override { return note(fmt::format("CONNECT {}", json)); }
  bool on_info(std::string_view json) override { return note(fmt::format("INFO {}", json)); }
  bool on_publish(const engine::PublishLine& line, std::string_view body) override {
    return note(fmt::format("PUB {} {} {} {}", line.subject, line.reply, line.header_size, body));
  }
  void on_bad_publish_subject() override { (void)note("bad subject"); }
  bool on_subscribe(std::string_view subject, std::string_view queue,
                    std::string_view sid) override {
    return note(fmt::format("SUB {} {} {}", subject, queue, sid));
  }
  bool on_unsubscribe(std::string_view sid, std::int64_t max) override {
    return note(fmt::format("UNSUB {} {}", sid, max));
  }
  bool on_ping() override { return note("PING"); }
  bool on_pong() override { return note("PONG"); }
  bool on_error(std::string_view text) override { return note(fmt::format("ERR {}", text)); }
  bool on_gate() override {
    parser.rules().gated = !open_gate;
    return note("gate") && open_gate;
  }
  void on_fault(engine::Parser::Fault fault, const std::string& detail) override {
    using Fault = engine::Parser::Fault;
    switch (fault) {
      case Fault::Operation:
        return (void)note("fault operation");
      case Fault::Arguments:
        return (void)note(detail.empty() ? "fault without words" : "fault arguments");
      case Fault::ControlLine:
        return (void)note("fault control line");
      case Fault::Payload:
        return (void)note("fault payload");
      case Fault::Headers:
        return (void)note("fault headers");
    }
  }
};

}  // namespace natsop::test
