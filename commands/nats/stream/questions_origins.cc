#include "commands/nats/stream/questions_origins.h"

#include <fmt/format.h>

#include <string>

#include "commands/nats/stream/questions.h"
#include "core/jetstream/names.h"
#include "core/jetstream/subjects.h"
#include "core/subject/subject.h"
#include "core/text/time.h"

namespace natsop::commands::nats::stream {
namespace {

/// How the questions about a mirror and those about a source differ in words.
struct Words {
  std::string consumer;
  std::string start;
  std::string start_sequence;
  std::string start_time;
  std::string filter;
  std::string filter_subject;
  std::string other_domain;
  std::string domain;
  std::string domain_delivery;
  std::string other_account;
  std::string account_api;
  std::string account_delivery;
};

Words words_of_mirror() {
  return {.consumer = "Configure a custom durable consumer",
          .start = "Adjust mirror start",
          .start_sequence = "Mirror Start Sequence",
          .start_time = "Mirror Start Time (YYYY:MM:DD HH:MM:SS)",
          .filter = "Adjust mirror filter and transform",
          .filter_subject = "Filter mirror by subject (hit enter to finish)",
          .other_domain = "Import mirror from a different JetStream domain",
          .domain = "Foreign JetStream domain name",
          .domain_delivery = "Delivery prefix",
          .other_account = "Import mirror from a different account",
          .account_api = "Foreign account API prefix",
          .account_delivery = "Foreign account delivery prefix"};
}

Words words_of_source(const std::string& name) {
  const auto prefix = name + " Source";
  return {.consumer = fmt::format("Configure a custom durable consumer for \"{}\"", name),
          .start = fmt::format("Adjust source \"{}\" start", name),
          .start_sequence = prefix + " Start Sequence",
          .start_time = prefix + " UTC Time Stamp (YYYY:MM:DD HH:MM:SS)",
          .filter = fmt::format("Adjust source \"{}\" filter and transform", name),
          .filter_subject = "Filter source by subject (hit enter to finish)",
          .other_domain = fmt::format("Import \"{}\" from a different JetStream domain", name),
          .domain = prefix + " foreign JetStream domain name",
          .domain_delivery = prefix + " foreign JetStream domain delivery prefix",
          .other_account = fmt::format("Import \"{}\" from a different account", name),
          .account_api = prefix + " foreign account API prefix",
          .account_delivery = prefix + " foreign account delivery prefix"};
}

Result<void> is_subject(const std::string& text) {
  return text.empty() ? Result<void>{} : subject::validate(text);
}

Result<void> is_literal(const std::string& text) {
  return text.empty() ? Result<void>{} : subject::validate(text, subject::Kind::Literal);
}

class Questions {
 public:
  Questions(render::Prompter& prompter, Words words, jetstream::StreamSource& origin)
      : prompter_(prompter), words_(std::move(words)), origin_(origin) {}

  Result<void> ask(bool is_mirror) {
    NATSOP_TRY(const bool durable, prompter_.confirm({.message = words_.consumer}));
    if (durable) {
      NATSOP_CHECK(consumer());
    } else {
      NATSOP_CHECK(start(is_mirror));
    }
    NATSOP_CHECK(filters());
    NATSOP_TRY(const bool domain, prompter_.confirm({.message = words_.other_domain}));
    if (domain) return other_domain(durable);
    NATSOP_TRY(const bool account, prompter_.confirm({.message = words_.other_account}));
    return account ? other_account(durable) : Result<void>{};
  }

 private:
  Result<void> consumer() {
    jetstream::SourceConsumer consumer;
    NATSOP_TRY(consumer.name, ask_text(prompter_, {.message = "Durable consumer name",
                                                   .help = "A consumer that exists on the origin",
                                                   .validate = jetstream::check_consumer_name}));
    NATSOP_TRY(consumer.deliver_subject,
               ask_text(prompter_, {.message = "Delivery subject",
                                    .help = "Where that consumer delivers to",
                                    .validate = is_literal}));
    origin_.consumer = std::move(consumer);
    return {};
  }

  Result<void> start(bool is_mirror) {
    NATSOP_TRY(const bool adjust, prompter_.confirm({.message = words_.start}));
    if (!adjust) return {};
    NATSOP_TRY(const auto sequence,
               ask_integer(prompter_, words_.start_sequence, 0,
                           "The first message to copy; 0 to begin with what there is"));
    origin_.opt_start_seq = sequence > 0 ? static_cast<std::uint64_t>(sequence) : 0;
    // A mirror starts at one of the two; for a source natscli asks for both.
    if (is_mirror && origin_.opt_start_seq != 0) return {};
    const auto read = [](const std::string& text) -> Result<void> {
      if (text.empty()) return {};
      NATSOP_TRY(const auto time, text::parse_date_time(text, ':'));
      if (time >= std::chrono::floor<std::chrono::seconds>(Time::min()) + std::chrono::seconds(1) &&
          time <= std::chrono::floor<std::chrono::seconds>(Time::max())) {
        return {};
      }
      return Error(Code::Invalid, fmt::format("\"{}\" is out of range", text));
    };
    NATSOP_TRY(const auto text,
               prompter_.input({.message = words_.start_time,
                                .help = "UTC, for example 2026:01:31 12:00:00; empty for none",
                                .validate = read}));
    if (text.empty()) return {};
    NATSOP_TRY(const auto time, text::parse_date_time(text, ':'));
    origin_.opt_start_time = Time(time);
    return {};
  }

  Result<void> filters() {
    NATSOP_TRY(const bool adjust, prompter_.confirm({.message = words_.filter}));
    if (!adjust) return {};
    std::vector<jetstream::SubjectTransform> transforms;
    for (;;) {
      jetstream::SubjectTransform transform;
      NATSOP_TRY(transform.src,
                 prompter_.input({.message = words_.filter_subject,
                                  .help = "Only messages on these subjects are copied",
                                  .validate = is_subject}));
      if (transform.src.empty()) break;
      NATSOP_TRY(transform.dest,
                 prompter_.input({.message = "Subject transform destination",
                                  .help = "What they are renamed to, {{wildcard(1)}} stands for "
                                          "the first *; empty to keep them"}));
      transforms.push_back(std::move(transform));
    }
    // Servers before 2.10 know the single filter alone.
    if (transforms.size() == 1 && transforms[0].dest.empty()) {
      origin_.filter_subject = transforms[0].src;
    } else {
      origin_.subject_transforms = std::move(transforms);
    }
    return {};
  }

  Result<void> other_domain(bool durable) {
    jetstream::ExternalStream external;
    NATSOP_TRY(const auto domain, ask_text(prompter_, {.message = words_.domain,
                                                       .help = "The domain that holds the origin",
                                                       .validate = jetstream::check_domain}));
    external.api = fmt::format("$JS.{}.API", domain);
    if (!durable) {
      NATSOP_TRY(external.deliver,
                 prompter_.input({.message = words_.domain_delivery,
                                  .help = "Where messages are delivered to; usually empty",
                                  .validate = is_literal}));
    }
    origin_.external = std::move(external);
    return {};
  }

  Result<void> other_account(bool durable) {
    jetstream::ExternalStream external;
    NATSOP_TRY(external.api,
               ask_text(prompter_, {.message = words_.account_api,
                                    .help = "The prefix under which this account imports the other "
                                            "account's JetStream API",
                                    .validate = jetstream::check_api_prefix}));
    if (!durable) {
      NATSOP_TRY(external.deliver,
                 ask_text(prompter_, {.message = words_.account_delivery,
                                      .help = "The prefix under which this account imports what "
                                              "the other one delivers",
                                      .validate = is_literal}));
    }
    origin_.external = std::move(external);
    return {};
  }

  render::Prompter& prompter_;
  Words words_;
  jetstream::StreamSource& origin_;
};

}  // namespace

Result<void> ask_mirror(render::Prompter& prompter, jetstream::StreamSource& origin) {
  return Questions(prompter, words_of_mirror(), origin).ask(true);
}

Result<void> ask_source(render::Prompter& prompter, jetstream::StreamSource& origin) {
  return Questions(prompter, words_of_source(origin.name), origin).ask(false);
}

}  // namespace natsop::commands::nats::stream
