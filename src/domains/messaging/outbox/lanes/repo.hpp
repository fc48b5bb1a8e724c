#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "domains/messaging/outbox/message.hpp"

// Whose turn it is to send for a bot, and what he must know of what was sent before.
namespace promo::messaging::outbox::repo {

struct LaneRow {
    core::TenantId tenant_id;
    std::int64_t telegram_id = 0;
    std::int64_t epoch = 0;
    std::int64_t rate = 0;
};
BOOST_DESCRIBE_STRUCT(LaneRow, (), (tenant_id, telegram_id, epoch, rate))

// Bots for whom something waits and nobody sends. `alone`: whoever else has one is dead.
std::vector<LaneRow> acquire_lanes(db::Tx& tx, const std::string& node, const std::vector<std::int64_t>& owned,
                                   bool alone, core::Timestamp now, core::Timestamp until, std::int64_t limit);

struct OwnLane {
    std::int64_t telegram_id = 0;
    std::int64_t epoch = 0;
    std::int64_t rate = 0;
};
BOOST_DESCRIBE_STRUCT(OwnLane, (), (telegram_id, epoch, rate))
// Those that are still ours.
struct LaneState {
    core::TenantId tenant_id;
    std::int64_t telegram_id = 0;
    int is_busy = 0;  // something waits
    std::int64_t broadcast_per_second = 0;
    int paid_broadcast = 0;
};
BOOST_DESCRIBE_STRUCT(LaneState, (), (tenant_id, telegram_id, is_busy, broadcast_per_second, paid_broadcast))
// When the first lane that somebody else has would be free, if he is silent.
std::optional<core::Timestamp> next_lease_end(db::Tx& tx, const std::string& node, core::Timestamp now);
void renew_lanes(db::Tx& tx, const std::string& node, const std::vector<OwnLane>& lanes, core::Timestamp until);
std::vector<LaneState> lane_states(db::Tx& tx, const std::string& node, std::int64_t usual_broadcast_per_second);
void release_lanes(db::Tx& tx, const std::string& node, const std::vector<OwnLane>& lanes);
void pause_lane(db::Tx& tx, std::int64_t telegram_id, const std::optional<Problem>& why, core::Timestamp now);

struct SentRow {
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
    Kind kind = Kind::reply;
    std::string method;
    core::Timestamp sent_at;
};
BOOST_DESCRIBE_STRUCT(SentRow, (), (telegram_id, chat_id, kind, method, sent_at))
// In order: to groups and channels in the last minute, to others in the last seconds.
std::vector<SentRow> lately_sent(db::Tx& tx, const std::vector<std::int64_t>& bots, core::Timestamp now);

struct Gate {
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
    core::Timestamp not_before;
};
BOOST_DESCRIBE_STRUCT(Gate, (), (telegram_id, chat_id, not_before))
std::vector<Gate> closed_gates(db::Tx& tx, const std::vector<std::int64_t>& bots, core::Timestamp now);

struct GateRow {
    std::string tenant_id;
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
    std::int64_t not_before = 0;
};
BOOST_DESCRIBE_STRUCT(GateRow, (), (tenant_id, telegram_id, chat_id, not_before))
void close_gates(db::Tx& tx, const std::vector<GateRow>& gates);

}  // namespace promo::messaging::outbox::repo
