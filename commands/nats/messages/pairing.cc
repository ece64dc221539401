#include "commands/nats/messages/pairing.h"

namespace natsop::commands::nats::messages {

using jetstream::Message;

std::optional<Pairing::Pair> Pairing::request(Message message) {
  if (auto reply = replies_.take(message.reply)) return Pair{std::move(message), *std::move(reply)};
  auto inbox = message.reply;
  requests_.keep(std::move(inbox), std::move(message));
  return std::nullopt;
}

std::optional<Pairing::Pair> Pairing::reply(Message message) {
  if (auto request = requests_.take(message.subject))
    return Pair{*std::move(request), std::move(message)};
  auto inbox = message.subject;
  replies_.keep(std::move(inbox), std::move(message));
  return std::nullopt;
}

void Pairing::Memory::keep(std::string subject, Message message) {
  const auto [at, added] = messages_.insert_or_assign(subject, std::move(message));
  if (!added) return;
  order_.push_back(std::move(subject));
  while (order_.size() > kMost) {
    messages_.erase(order_.front());
    order_.pop_front();
  }
}

std::optional<Message> Pairing::Memory::take(const std::string& subject) {
  const auto found = messages_.find(subject);
  if (found == messages_.end()) return std::nullopt;
  // Its place in the order stays until its turn comes.
  auto message = std::move(found->second);
  messages_.erase(found);
  return message;
}

}  // namespace natsop::commands::nats::messages
