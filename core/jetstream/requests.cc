#include "core/jetstream/requests.h"

#include "core/jetstream/wire.h"

namespace natsop::jetstream {

using wire::Emit;

template <class Visit, class Self>
void ListRequest::walk(Visit& visit, Self& self) {
  visit("offset", self.offset, Emit::Always);
  visit("subject", self.subject);
}

template <class Visit, class Self>
void StreamInfoRequest::walk(Visit& visit, Self& self) {
  visit("offset", self.offset);
  visit("deleted_details", self.deleted_details);
  visit("subjects_filter", self.subjects_filter);
}

template <class Visit, class Self>
void PurgeRequest::walk(Visit& visit, Self& self) {
  visit("seq", self.seq);
  visit("filter", self.filter);
  visit("keep", self.keep);
}

template <class Visit, class Self>
void MessageGetRequest::walk(Visit& visit, Self& self) {
  visit("seq", self.seq);
  visit("last_by_subj", self.last_by_subj);
  visit("next_by_subj", self.next_by_subj);
  visit("batch", self.batch);
  visit("max_bytes", self.max_bytes);
  visit("start_time", self.start_time);
  visit("multi_last", self.multi_last);
  visit("up_to_seq", self.up_to_seq);
  visit("up_to_time", self.up_to_time);
  visit("no_hdr", self.no_hdr);
}

template <class Visit, class Self>
void MessageDeleteRequest::walk(Visit& visit, Self& self) {
  visit("seq", self.seq, Emit::Always);
  visit("no_erase", self.no_erase);
}

template <class Visit, class Self>
void SnapshotRequest::walk(Visit& visit, Self& self) {
  visit("deliver_subject", self.deliver_subject, Emit::Always);
  visit("no_consumers", self.no_consumers);
  visit("chunk_size", self.chunk_size);
  visit("window_size", self.window_size);
  visit("jsck", self.jsck);
}

template <class Visit, class Self>
void RestoreRequest::walk(Visit& visit, Self& self) {
  visit("config", self.config, Emit::Always);
  visit("state", self.state, Emit::Always);
}

template <class Visit, class Self>
void ConsumerCreateRequest::walk(Visit& visit, Self& self) {
  visit("stream_name", self.stream_name, Emit::Always);
  visit("config", self.config, Emit::Always);
  visit("action", self.action, Emit::Always);
  visit("pedantic", self.pedantic);
}

template <class Visit, class Self>
void PauseRequest::walk(Visit& visit, Self& self) {
  visit("pause_until", self.pause_until);
}

template <class Visit, class Self>
void UnpinRequest::walk(Visit& visit, Self& self) {
  visit("group", self.group, Emit::Always);
}

template <class Visit, class Self>
void ResetRequest::walk(Visit& visit, Self& self) {
  visit("seq", self.seq);
}

template <class Visit, class Self>
void StepDownRequest::walk(Visit& visit, Self& self) {
  visit("placement", self.placement);
}

template <class Visit, class Self>
void PeerRemoveRequest::walk(Visit& visit, Self& self) {
  visit("peer", self.peer, Emit::Always);
}

template <class Visit, class Self>
void ServerRemoveRequest::walk(Visit& visit, Self& self) {
  visit("peer", self.peer, Emit::Always);
  visit("peer_id", self.peer_id);
}

template <class Visit, class Self>
void StreamMoveRequest::walk(Visit& visit, Self& self) {
  visit("server", self.server);
  visit("cluster", self.cluster);
  visit("domain", self.domain);
  visit("tags", self.tags);
}

template <class Visit, class Self>
void PullRequest::walk(Visit& visit, Self& self) {
  visit("expires", self.expires);
  visit("batch", self.batch);
  visit("max_bytes", self.max_bytes);
  visit("no_wait", self.no_wait);
  visit("idle_heartbeat", self.idle_heartbeat);
  visit("group", self.group);
  visit("min_pending", self.min_pending);
  visit("min_ack_pending", self.min_ack_pending);
  visit("id", self.id);
  visit("priority", self.priority);
}

NATSOP_JETSTREAM_MODEL(ListRequest)
NATSOP_JETSTREAM_MODEL(StreamInfoRequest)
NATSOP_JETSTREAM_MODEL(PurgeRequest)
NATSOP_JETSTREAM_MODEL(MessageGetRequest)
NATSOP_JETSTREAM_MODEL(MessageDeleteRequest)
NATSOP_JETSTREAM_MODEL(SnapshotRequest)
NATSOP_JETSTREAM_MODEL(RestoreRequest)
NATSOP_JETSTREAM_MODEL(ConsumerCreateRequest)
NATSOP_JETSTREAM_MODEL(PauseRequest)
NATSOP_JETSTREAM_MODEL(UnpinRequest)
NATSOP_JETSTREAM_MODEL(ResetRequest)
NATSOP_JETSTREAM_MODEL(StepDownRequest)
NATSOP_JETSTREAM_MODEL(PeerRemoveRequest)
NATSOP_JETSTREAM_MODEL(ServerRemoveRequest)
NATSOP_JETSTREAM_MODEL(StreamMoveRequest)
NATSOP_JETSTREAM_MODEL(PullRequest)

}  // namespace natsop::jetstream
