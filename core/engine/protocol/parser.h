#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace natsop::engine {

/// PUB and HPUB. Views are valid during the call that passes it.
struct PublishLine {
  std::string_view subject;
  std::string_view reply;       ///< empty: none
  std::size_t header_size = 0;  ///< 0: PUB
  std::size_t size = 0;         ///< of headers and payload together
};

/// What one side of a connection may say: a verb and what follows it. Clients' are here, those of
/// leafnodes have a table of their own.
struct Verb {
  enum class Op : std::uint8_t { Connect, Info, Pub, HPub, Sub, Unsub, Ping, Pong, Ok, Err };
  enum class Arguments : std::uint8_t {
    None,   ///< whatever follows is not looked at
    Loose,  ///< begin at the first byte that is no blank
    Blank,  ///< begin after a blank
  };
  std::string_view name;  ///< in capitals
  Op op;
  Arguments arguments;
};

/// The client protocol as it comes in (server.md 1.1), in pieces of any size, without copying what
/// arrives whole. One for a connection; loop thread only.
class Parser {
 public:
  /// What is wrong with the input. Nothing is parsed after a fault.
  enum class Fault : std::uint8_t {
    Operation,    ///< no verb, or a payload that does not end where it should
    Arguments,    ///< a verb's arguments make no sense
    ControlLine,  ///< longer than max_control_line
    Payload,      ///< longer than max_payload
    Headers,      ///< HPUB without headers agreed on
  };

  /// Hears what was said. Each returns whether to go on: with false the parser stops after what
  /// it just passed on, and says how much it took.
  class Handler {
   public:
    virtual bool on_connect(std::string_view json) = 0;
    virtual bool on_info(std::string_view json) = 0;
    /// `body` has the line's size, and is valid during the call.
    virtual bool on_publish(const PublishLine& line, std::string_view body) = 0;
    /// A subject to publish to that is not a literal one, when `pedantic`; before its payload.
    virtual void on_bad_publish_subject() = 0;
    virtual bool on_subscribe(std::string_view subject, std::string_view queue,
                              std::string_view sid) = 0;
    /// `max` is negative where the line has none.
    virtual bool on_unsubscribe(std::string_view sid, std::int64_t max) = 0;
    virtual bool on_ping() = 0;
    virtual bool on_pong() = 0;
    virtual bool on_error(std::string_view text) = 0;
    /// The first byte of something other than CONNECT while `gated`; false ends it.
    virtual bool on_gate() = 0;
    /// `detail` is for the log.
    virtual void on_fault(Fault fault, const std::string& detail) = 0;

   protected:
    ~Handler() = default;
  };

  /// What the parser checks itself; may be changed between any two calls, and from the handler.
  struct Rules {
    std::size_t max_control_line = 4096;  ///< of the arguments after the verb
    std::int64_t max_payload = 1 << 20;   ///< negative: no limit
    bool headers = false;                 ///< HPUB is allowed
    bool pedantic = false;                ///< publish subjects are checked
    bool gated = false;                   ///< only CONNECT is welcome, see Handler::on_gate
  };

  explicit Parser(Handler& handler) : handler_(handler) {}

  [[nodiscard]] Rules& rules() { return rules_; }

  /// Parses what it can, keeps what is not complete. Returns the bytes taken: all of them, or fewer
  /// when the handler said to stop; after a fault it takes everything and does nothing.
  std::size_t feed(std::span<const char> bytes);

  [[nodiscard]] bool failed() const { return failed_; }

 private:
  enum class Step : std::uint8_t { Next, Stop };

  /// The next thing in [at, end); moves `at`.
  Step step(const char*& at, const char* end);
  Step complete_line(std::string_view line, const char*& at, const char* end);
  Step begin_partial(std::string_view piece);
  Step continue_partial(const char*& at, const char* end);
  Step check_partial();
  Step run(const Verb& verb, std::string_view arguments, const char*& at, const char* end);
  Step publish(const Verb& verb, std::string_view arguments, const char*& at, const char* end);
  Step take_body(const char*& at, const char* end);
  Step subscribe(std::string_view arguments);
  Step unsubscribe(std::string_view arguments);
  [[nodiscard]] bool parse_publish(std::string_view arguments, bool headers, PublishLine& line,
                                   std::string& wrong) const;
  Step fail(Fault fault, std::string detail);
  static Step go_on(bool yes) { return yes ? Step::Next : Step::Stop; }

  Handler& handler_;
  Rules rules_;
  bool failed_ = false;
  std::string line_;  // what there is of a line, or the whole line of a payload being collected
  bool collecting_ = false;
  PublishLine pending_;  // of the payload being collected; views into line_
  std::string body_;     // the payload and its end, so far
};

}  // namespace natsop::engine
