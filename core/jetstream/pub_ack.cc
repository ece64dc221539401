#include "core/jetstream/pub_ack.h"

#include "core/jetstream/wire.h"

namespace natsop::jetstream {

using wire::Emit;

template <class Visit, class Self>
void PubAck::walk(Visit& visit, Self& self) {
  visit("stream", self.stream, Emit::Always);
  visit("seq", self.seq, Emit::Always);
  visit("domain", self.domain);
  visit("duplicate", self.duplicate);
  visit("val", self.val);
  visit("batch", self.batch);
  visit("count", self.count);
}

NATSOP_JETSTREAM_MODEL(PubAck)

}  // namespace natsop::jetstream
