#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/jetstream/account_info.h"
#include "core/jetstream/consumer_info.h"
#include "core/jetstream/pub_ack.h"
#include "core/jetstream/requests.h"
#include "core/jetstream/responses.h"
#include "core/jetstream/stored_message.h"
#include "core/jetstream/stream_info.h"
#include "core/jetstream/subjects.h"
#include "core/jetstream/transport.h"

namespace natsop::jetstream {

/// One message to or from the API, for --trace.
struct ApiTrace {
  bool is_request = false;
  std::string_view subject;
  std::string_view data;
};

struct ApiOptions {
  std::string prefix{};  ///< API prefix; empty: "$JS.API". Not together with domain.
  std::string domain{};  ///< JetStream domain; empty: none
  std::chrono::nanoseconds timeout = std::chrono::seconds(5);  ///< of one request
  std::function<void(const ApiTrace&)> trace{};                ///< empty: none
};

/// All streams or consumers, and the names of those that did not answer.
template <class T>
struct Listing {
  std::vector<T> items;
  Unreachables unreachable;
};

/// Messages of a batched direct get.
struct DirectBatch {
  std::vector<StoredMessage> messages;
  std::uint64_t num_pending = 0;    ///< matching messages behind the last one
  std::uint64_t last_sequence = 0;  ///< where to go on
  bool complete = false;            ///< the server said it was the end; false: it ran out of time
};

/// The JetStream API over a Transport: typed requests and answers, paging inside.
///
/// Borrows the transport, which must outlive it. As thread-safe as the transport. Errors of every
/// call: Invalid for a bad name, before anything is sent; Unreachable when nobody answers the API
/// (JetStream is off, or the domain is wrong); Timeout; what ApiError::to_error gives for the
/// server's errors, with api_code; Failed for an answer that makes no sense. Each names what was
/// being done, and to what.
class Api {
 public:
  /// Errors: Invalid for a bad prefix or domain, or both.
  [[nodiscard]] static Result<Api> make(Transport& transport, ApiOptions options = {});

  [[nodiscard]] const ApiSubjects& subjects() const { return subjects_; }
  [[nodiscard]] const ApiOptions& options() const { return options_; }

  [[nodiscard]] Result<AccountInfo> account_info();

  /// Fails with Unsupported when the server is older than an API level needs ("needs nats-server
  /// 2.11"). Asks the server once; what it does not tell is taken for good. Calls that use newer
  /// fields do this by themselves: servers before 2.11 would leave the fields out in silence.
  [[nodiscard]] Result<void> require_api_level(int level);

  // Streams (api_streams.cc).

  /// pedantic: refuse instead of filling in defaults.
  [[nodiscard]] Result<StreamInfo> create_stream(const StreamConfig& config, bool pedantic = false);
  [[nodiscard]] Result<StreamInfo> update_stream(const StreamConfig& config, bool pedantic = false);
  /// With a subjects_filter, state.subjects holds every matching subject, over all pages.
  [[nodiscard]] Result<StreamInfo> stream_info(const std::string& stream,
                                               const StreamInfoRequest& request = {});
  /// Messages by subject below a filter.
  [[nodiscard]] Result<std::map<std::string, std::uint64_t>> stream_subjects(
      const std::string& stream, const std::string& filter = ">");
  /// All streams, or those that listen to `subject` (wildcards allowed), in the server's order.
  [[nodiscard]] Result<Listing<StreamInfo>> streams(const std::string& subject = {});
  [[nodiscard]] Result<std::vector<std::string>> stream_names(const std::string& subject = {});
  [[nodiscard]] Result<void> delete_stream(const std::string& stream);
  /// How many messages went.
  [[nodiscard]] Result<std::uint64_t> purge_stream(const std::string& stream,
                                                   const PurgeRequest& request = {});
  [[nodiscard]] Result<StoredMessage> get_message(const std::string& stream,
                                                  const MessageGetRequest& request);
  [[nodiscard]] Result<void> delete_message(const std::string& stream,
                                            const MessageDeleteRequest& request);
  /// From any copy of a stream that allows it; may be a little behind.
  [[nodiscard]] Result<StoredMessage> direct_get(const std::string& stream,
                                                 const MessageGetRequest& request);
  [[nodiscard]] Result<DirectBatch> direct_get_batch(const std::string& stream,
                                                     const MessageGetRequest& request);
  /// Starts a snapshot: the answer; the chunks go to request.deliver_subject.
  [[nodiscard]] Result<SnapshotResponse> snapshot_stream(const std::string& stream,
                                                         const SnapshotRequest& request);
  /// Starts a restore as request.config.name: where to send the chunks.
  [[nodiscard]] Result<std::string> restore_stream(const RestoreRequest& request);
  [[nodiscard]] Result<void> step_down_stream(const std::string& stream,
                                              const Placement& placement = {});
  [[nodiscard]] Result<void> remove_stream_peer(const std::string& stream, const std::string& peer);

  // Consumers (api_consumers.cc).

  /// Under config's name or durable_name; without either the server makes a name up. One filter
  /// goes into the subject.
  [[nodiscard]] Result<ConsumerInfo> create_consumer(
      const std::string& stream, const ConsumerConfig& config,
      ConsumerAction action = ConsumerAction::CreateOrUpdate, bool pedantic = false);
  [[nodiscard]] Result<ConsumerInfo> consumer_info(const std::string& stream,
                                                   const std::string& consumer);
  [[nodiscard]] Result<Listing<ConsumerInfo>> consumers(const std::string& stream);
  [[nodiscard]] Result<std::vector<std::string>> consumer_names(const std::string& stream);
  [[nodiscard]] Result<void> delete_consumer(const std::string& stream,
                                             const std::string& consumer);
  [[nodiscard]] Result<PauseResponse> pause_consumer(const std::string& stream,
                                                     const std::string& consumer, Time until);
  [[nodiscard]] Result<PauseResponse> resume_consumer(const std::string& stream,
                                                      const std::string& consumer);
  /// Lets go of the pinned client of a priority group.
  [[nodiscard]] Result<void> unpin_consumer(const std::string& stream, const std::string& consumer,
                                            const std::string& group);
  /// Delivers again from `sequence`; 0: from behind the ack floor.
  [[nodiscard]] Result<ResetResponse> reset_consumer(const std::string& stream,
                                                     const std::string& consumer,
                                                     std::uint64_t sequence = 0);
  [[nodiscard]] Result<void> step_down_consumer(const std::string& stream,
                                                const std::string& consumer,
                                                const Placement& placement = {});

  // The system account's calls (api_cluster.cc). They never carry a domain.

  [[nodiscard]] Result<void> step_down_meta(const Placement& placement = {});
  [[nodiscard]] Result<void> remove_server(const ServerRemoveRequest& request);
  [[nodiscard]] Result<void> purge_account(const std::string& account);
  [[nodiscard]] Result<StreamInfo> move_stream(const std::string& account,
                                               const std::string& stream,
                                               const StreamMoveRequest& request);
  [[nodiscard]] Result<StreamInfo> cancel_stream_move(const std::string& account,
                                                      const std::string& stream);

  /// Publishes and waits for the stream's acknowledgement. Errors also: Unreachable when no stream
  /// listens to the subject; Conflict when an expectation in the headers does not hold.
  [[nodiscard]] Result<PubAck> publish(const Message& message);

 private:
  /// One request of the API.
  struct Call {
    std::string subject;
    std::string body{};       ///< JSON, or empty
    std::string_view type{};  ///< of the answer, without prefix
    int level = 0;            ///< API level it needs
    bool is_system = false;   ///< only the system account may
  };

  Api(Transport& transport, ApiOptions options, ApiSubjects subjects)
      : transport_(&transport), options_(std::move(options)), subjects_(std::move(subjects)) {}

  /// The answer's members without type and error.
  [[nodiscard]] Result<json::Doc> call(const Call& call);
  template <class T>
  [[nodiscard]] Result<T> call_for(const Call& call);
  [[nodiscard]] Result<void> call_for_success(const Call& call);
  template <class Page, class Take>
  [[nodiscard]] Result<void> each_page(Call call, ListRequest request, const Take& take);
  [[nodiscard]] Result<StreamInfo> put_stream(const Call& call, const StreamConfig& config,
                                              bool pedantic);
  [[nodiscard]] Result<StreamInfo> stream_subject_pages(const std::string& stream,
                                                        StreamInfoRequest request);
  [[nodiscard]] Result<PauseResponse> set_pause(const std::string& stream,
                                                const std::string& consumer,
                                                const PauseRequest& request);
  [[nodiscard]] Error unanswered(const Error& error, const Call& request) const;
  void trace(bool is_request, std::string_view subject, std::string_view data) const;

  Transport* transport_;
  ApiOptions options_;
  ApiSubjects subjects_;
  std::optional<std::int64_t> server_level_{};  // once asked for
};

/// Reads a stream's answer to a publish. Errors: as Api::publish.
[[nodiscard]] Result<PubAck> parse_pub_ack(const Message& message);

}  // namespace natsop::jetstream
