#pragma once

#include <optional>
#include <string_view>

#include "db/tx.hpp"
#include "domains/messaging/update.hpp"

namespace promo::messaging::repo {

// Whose turn it is: the updates of one chat with one bot.
struct Lane {
    std::int64_t telegram_id = 0;
    std::int64_t chat_id = 0;
};

// The update of a lane whose turn it is, and who has it.
struct Waiting : Update {
    std::int64_t fence = 0;     // how often it was held
    std::int64_t returned = 0;  // how often of these the database went away
    std::string tenant_status;
};
BOOST_DESCRIBE_STRUCT(Waiting, (Update), (fence, returned, tenant_status))

// Until when somebody holds an update of this lane.
std::optional<core::Timestamp> held_until(db::Tx& tx, const core::TenantId& tenant, const Lane& lane);
// Takes away what nobody gave back in time.
void end_hold(db::Tx& tx, const core::TenantId& tenant, const Lane& lane, core::Timestamp now);
std::optional<Waiting> find_earliest(db::Tx& tx, const core::TenantId& tenant, const Lane& lane);
// The new fence; empty: somebody was quicker. Throws Failure::duplicate while another of the lane is held.
std::optional<std::int64_t> hold(db::Tx& tx, const Waiting& waiting, core::Timestamp until);

// Each false: the hold is no longer ours, and nothing has changed.
bool mark_done(db::Tx& tx, const Update& update, std::int64_t fence, core::Timestamp now);
// Counts a failed attempt, and gives the hold back; dead at the limit.
bool mark_failed(db::Tx& tx, const Update& update, std::int64_t fence, std::string_view error, int attempt_limit,
                 core::Timestamp now);
// Ends a hold of which nothing came, because the database went away; unless it was noted after all.
void give_back(db::Tx& tx, const Update& update, std::int64_t fence);
// What is held by nobody ends without having been worked.
void mark_dead(db::Tx& tx, const Update& update, std::string_view error, core::Timestamp now);

// Each returns how many rows it took, at most `limit`. All times are when the update was received.
std::int64_t forget(db::Tx& tx, core::Timestamp done_before, core::Timestamp dead_before, std::int64_t limit);
std::int64_t give_up(db::Tx& tx, core::Timestamp received_before, std::int64_t limit, core::Timestamp now);

}  // namespace promo::messaging::repo
