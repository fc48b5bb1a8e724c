#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/entropy.hpp"
#include "domains/messaging/outbox/message.hpp"

namespace promo::messaging::outbox {

constexpr std::size_t kMostPut = 1000;

// The way out of every message of every domain: rows, written in the transaction that causes them. The dispatcher sends
// them. Safe from any thread.
class Service {
public:
    explicit Service(core::Entropy& entropy) : entropy_(entropy) {}

    // The id; empty when a message with this key is there already.
    std::optional<std::string> put(db::Tx& tx, const core::TenantId& tenant, const Message& message,
                                   core::Timestamp now);
    // The same for many in one statement; an id for each, in order. Those of one stream leave in this order.
    std::vector<std::optional<std::string>> put_all(db::Tx& tx, const core::TenantId& tenant,
                                                    std::span<const Message> messages, core::Timestamp now);

    // Those of this cause that have not begun to leave never will; their keys. OnEnded does not hear of them.
    std::vector<std::string> withdraw(db::Tx& tx, const core::TenantId& tenant, std::string_view cause,
                                      core::Timestamp now);
    // The same for those of a kind to one chat. Whoever cares for them is to be told.
    std::vector<Ended> withdraw_from(db::Tx& tx, const core::TenantId& tenant, std::int64_t telegram_id,
                                     std::int64_t chat, Kind kind, core::Timestamp now);

private:
    core::Entropy& entropy_;
};

}  // namespace promo::messaging::outbox
