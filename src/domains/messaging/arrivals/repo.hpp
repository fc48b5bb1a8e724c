#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "db/tx.hpp"
#include "domains/messaging/arrivals/service.hpp"

namespace promo::messaging::arrivals::repo {

struct NewRow {
    std::string tenant_id;
    std::int64_t telegram_id = 0;
    std::int64_t update_id = 0;
    std::string bot;
    std::int64_t chat_id = 0;
    std::string kind;
    std::string body;
    std::string state;
    std::int64_t received_at = 0;
    std::int64_t said_at = 0;
};
BOOST_DESCRIBE_STRUCT(NewRow, (),
                      (tenant_id, telegram_id, update_id, bot, chat_id, kind, body, state, received_at, said_at))
NewRow row_of(const Update& update, State state);

struct Key {
    std::int64_t telegram_id = 0;
    std::int64_t update_id = 0;
};
BOOST_DESCRIBE_STRUCT(Key, (), (telegram_id, update_id))
// In one statement; those that were not there before.
std::vector<Key> insert(db::Tx& tx, const std::vector<NewRow>& rows);

}  // namespace promo::messaging::arrivals::repo
