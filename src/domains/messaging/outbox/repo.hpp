#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "domains/messaging/outbox/message.hpp"

namespace promo::messaging::outbox::repo {

// A message on its way into the table. `ordinal` is its place among those that are put together.
struct NewRow {
    std::string id;
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
    std::string stream;
    std::int64_t ordinal = 0;
    std::string kind;
    std::string idem_key;
    std::string cause;
    std::string method;
    std::string arguments;
    std::optional<std::string> file;
    std::optional<std::string> file_key;
    int priority = 0;
    std::optional<std::string> policy;
    std::int64_t due_at = 0;
    std::int64_t not_after = 0;
};
BOOST_DESCRIBE_STRUCT(NewRow, (),
                      (id, telegram_id, chat_id, stream, ordinal, kind, idem_key, cause, method, arguments, file,
                       file_key, priority, policy, due_at, not_after))

// The ids of those that are new.
std::vector<std::string> insert(db::Tx& tx, const core::TenantId& tenant, const std::vector<NewRow>& rows,
                                core::Timestamp now);
void insert_lane(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t rate);
std::vector<std::string> cancel_cause(db::Tx& tx, const core::TenantId& tenant, std::string_view cause,
                                      core::Timestamp now);

std::vector<Ended> cancel_in_chat(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id, std::int64_t chat,
                                  Kind kind, core::Timestamp now);

}  // namespace promo::messaging::outbox::repo
