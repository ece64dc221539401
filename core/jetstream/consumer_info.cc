#include "core/jetstream/consumer_info.h"

#include "core/jetstream/wire.h"

namespace natsop::jetstream {

using wire::Emit;

template <class Visit, class Self>
void SequenceInfo::walk(Visit& visit, Self& self) {
  visit("consumer_seq", self.consumer_seq, Emit::Always);
  visit("stream_seq", self.stream_seq, Emit::Always);
  visit("last_active", self.last_active);
}

template <class Visit, class Self>
void PriorityGroupState::walk(Visit& visit, Self& self) {
  visit("group", self.group, Emit::Always);
  visit("pinned_client_id", self.pinned_client_id);
  visit("pinned_ts", self.pinned_ts);
}

template <class Visit, class Self>
void ConsumerInfo::walk(Visit& visit, Self& self) {
  visit("stream_name", self.stream_name, Emit::Always);
  visit("name", self.name, Emit::Always);
  visit("config", self.config, Emit::Always);
  visit("created", self.created, Emit::Always);
  visit("delivered", self.delivered, Emit::Always);
  visit("ack_floor", self.ack_floor, Emit::Always);
  visit("num_ack_pending", self.num_ack_pending, Emit::Always);
  visit("num_redelivered", self.num_redelivered, Emit::Always);
  visit("num_waiting", self.num_waiting, Emit::Always);
  visit("num_pending", self.num_pending, Emit::Always);
  visit("cluster", self.cluster);
  visit("push_bound", self.push_bound);
  visit("paused", self.paused);
  visit("pause_remaining", self.pause_remaining);
  visit("ts", self.ts, Emit::Always);
  visit("priority_groups", self.priority_groups);
}

NATSOP_JETSTREAM_MODEL(SequenceInfo)
NATSOP_JETSTREAM_MODEL(PriorityGroupState)
NATSOP_JETSTREAM_MODEL(ConsumerInfo)

}  // namespace natsop::jetstream
