#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "db/tx.hpp"
#include "domains/uploads/service.hpp"

namespace promo::uploads::repo {

// `removing` until its objects are gone: nobody may count on them.
enum class State { storing, stored, removing };
BOOST_DESCRIBE_ENUM(State, storing, stored, removing)

struct Row {
    core::TenantId tenant_id;
    std::string id;
    Purpose purpose = Purpose::background;
    State state = State::storing;
    int width = 0;
    int height = 0;
    std::int64_t bytes = 0;
    core::Timestamp kept_at;  // also says whose turn it is: each attempt has one of its own
};
BOOST_DESCRIBE_STRUCT(Row, (), (tenant_id, id, purpose, state, width, height, bytes, kept_at))

std::optional<Row> find(db::Tx& tx, const core::TenantId& tenant, const std::string& id);
std::int64_t count(db::Tx& tx, const core::TenantId& tenant);

// Registers an attempt to store; one that is stored stays so. Empty: somebody has been removing it since
// `abandoned_before` or later.
std::optional<Row> join(db::Tx& tx, const Row& upload, core::Timestamp now, core::Timestamp abandoned_before);
// False: it was removed meanwhile.
bool set_stored(db::Tx& tx, const core::TenantId& tenant, const std::string& id);
std::optional<Row> keep(db::Tx& tx, const core::TenantId& tenant, const std::string& id, Purpose purpose,
                        core::Timestamp now);

// Stored ones that nobody kept since `unused`, half stored ones since `abandoned`; the oldest first.
std::vector<Row> idle(db::Tx& tx, core::Timestamp unused, core::Timestamp abandoned, std::int64_t limit);
// These three change it only as `row` says it was; false: somebody was there before.
bool still_kept(db::Tx& tx, const Row& row, core::Timestamp now);
std::optional<Row> set_removing(db::Tx& tx, const Row& row, core::Timestamp now);
bool remove(db::Tx& tx, const Row& row);
// Nobody is removing it any more, and its objects may be there: for the next who stores it, or the next sweep.
void give_up_removing(db::Tx& tx, const Row& row);

}  // namespace promo::uploads::repo
