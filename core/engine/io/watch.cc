#include "core/engine/io/watch.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include "core/engine/io/event_loop.h"

namespace natsop::engine {

namespace asio = boost::asio;

/// Kept alive by the waits that asio holds, so that the watch itself may go away at any time.
struct Watch::State {
  using Descriptor = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;

  State(asio::io_context& context, int fd, User* of) : descriptor(context, fd), user(of) {}

  Descriptor descriptor;
  User* user;  ///< null: closed
  bool reads = false;
  bool writes = false;
};

Watch::Watch(EventLoop& loop, int fd, User& user)
    : state_(std::make_shared<State>(loop.context(), fd, &user)) {}

Watch::~Watch() { close(); }

int Watch::fd() const { return state_->descriptor.native_handle(); }

void Watch::wait_to_read() {
  if (state_->reads || state_->user == nullptr) {
    return;
  }
  state_->reads = true;
  state_->descriptor.async_wait(asio::posix::descriptor_base::wait_read,
                                [state = state_](const boost::system::error_code& error) {
                                  state->reads = false;
                                  if (state->user != nullptr && !error) {
                                    state->user->on_readable();
                                  }
                                });
}

void Watch::wait_to_write() {
  if (state_->writes || state_->user == nullptr) {
    return;
  }
  state_->writes = true;
  state_->descriptor.async_wait(asio::posix::descriptor_base::wait_write,
                                [state = state_](const boost::system::error_code& error) {
                                  state->writes = false;
                                  if (state->user != nullptr && !error) {
                                    state->user->on_writable();
                                  }
                                });
}

bool Watch::waits_to_write() const { return state_->writes; }

void Watch::close() {
  state_->user = nullptr;
  if (state_->descriptor.is_open()) {
    boost::system::error_code ignored;
    state_->descriptor.close(ignored);
  }
}

int Watch::release() {
  state_->user = nullptr;
  return state_->descriptor.is_open() ? state_->descriptor.release() : -1;
}

}  // namespace natsop::engine
