#include "commands/nsc/revocations/revocations.h"

namespace natsop::commands::nsc::revocations {

void verb(cli::Command& root) {
  root.group(
      {.name = "revocations",
       .summary = "Refuse credentials and activations that were issued before some time",
       .description = "Servers refuse what was revoked once the account is pushed.",
       .examples = {"nsc revocations add-user --account A --name u",
                    "nsc revocations list-users --account A"}},
      {add_user, delete_user, list_users, add_activation, delete_activation, list_activations});
}

}  // namespace natsop::commands::nsc::revocations
