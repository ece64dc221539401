#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/engine/loop/output.h"

namespace natsop::engine {

/// Status codes of close frames that we send ourselves (RFC 6455 section 7.4).
enum class WebsocketStatus : std::uint16_t {
  Normal = 1000,
  GoingAway = 1001,
  Protocol = 1002,
  None = 1005,  ///< never sent: a close frame without a status
  Policy = 1008,
  TooBig = 1009,
  Internal = 1011,
};

/// The frames of one peer, unpacked: masks taken off, messages inflated, their borders forgotten.
/// Touches no socket. Loop thread only.
class WebsocketReader {
 public:
  struct Rules {
    bool masked = true;        ///< every frame must be, or may be without
    bool compression = false;  ///< permessage-deflate was agreed on, without context takeover
    std::uint64_t max_message = std::uint64_t{64} << 20;  ///< bytes, inflated
  };

  /// What the frames hold, in order. Each returns whether to go on.
  class Sink {
   public:
    /// Part of a message; valid during the call.
    virtual bool on_payload(std::span<const char> bytes) = 0;
    virtual bool on_ping(std::string_view payload) = 0;
    /// The last one. Status None: the peer gave none.
    virtual bool on_close(std::uint16_t status, std::string_view reason) = 0;

   protected:
    ~Sink() = default;
  };

  /// Memory to work in, shared by all readers of a loop. Any size from a few hundred bytes on.
  struct Scratch {
    std::span<char> frames;
    std::span<char> inflated;
  };

  /// What a peer did wrong; `status` says so to it.
  struct Violation {
    WebsocketStatus status = WebsocketStatus::Protocol;
    std::string_view text;
  };

  explicit WebsocketReader(Rules rules);
  WebsocketReader(const WebsocketReader&) = delete;
  WebsocketReader& operator=(const WebsocketReader&) = delete;
  ~WebsocketReader();

  /// Unpacks bytes of the wire, split anywhere. After a violation, a close frame or a Sink that
  /// wants no more it must not be called again.
  [[nodiscard]] std::optional<Violation> feed(std::span<const char> bytes, Sink& sink,
                                              Scratch scratch);

 private:
  class Inflater;
  using Step = std::optional<Violation>;

  Step read_head(std::span<const char>& bytes);
  Step begin_frame();
  Step read_control(std::span<const char>& bytes, Sink& sink, Scratch scratch);
  Step control(Sink& sink, Scratch scratch);
  Step read_data(std::span<const char>& bytes, Sink& sink, Scratch scratch);
  Step end_frame(Sink& sink, Scratch scratch);
  Step inflate(std::span<const char> bytes, Sink& sink, Scratch scratch);
  bool deliver(Sink& sink, Scratch scratch);
  std::size_t unmask(std::span<const char>& bytes, std::span<char> to);

  Rules rules_;
  std::array<std::uint8_t, 14> head_{};
  std::uint8_t head_size_ = 0;
  bool in_frame_ = false;
  bool in_message_ = false;
  bool compressed_ = false;
  bool stopped_ = false;
  std::array<std::uint8_t, 4> mask_{};
  std::uint8_t mask_at_ = 0;
  bool frame_masked_ = false;
  std::uint64_t left_ = 0;          ///< of the frame's payload
  std::uint64_t message_size_ = 0;  ///< of the message until now, inflated
  std::size_t pending_ = 0;         ///< payload at the front of Scratch::frames, not delivered yet
  std::string control_;             ///< a control frame's payload that came in pieces
  std::unique_ptr<Inflater> inflater_;
};

/// Packs output into binary messages. Loop thread only.
class WebsocketWriter {
 public:
  struct Rules {
    bool compression = false;
    bool browser = false;  ///< they take small frames better than large ones
  };

  /// Moves about `at_most` bytes from the front of `plain` to the end of `wire`, framed.
  static void pack(Output& plain, std::size_t at_most, Rules rules, Output& wire);

  static void pong(std::string_view payload, Output& wire);
  /// `reason` is cut to what a control frame can hold.
  static void close(std::uint16_t status, std::string_view reason, Output& wire);
};

}  // namespace natsop::engine
