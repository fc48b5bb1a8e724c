#include "db/planning.hpp"

#include <string>

namespace promo::db {
namespace {

constexpr Sql kPlanning{"db.planning", R"sql(
-- cross-tenant: it reads no table
--@postgres SELECT set_config('enable_seqscan', 'off', true) || set_config('enable_hashjoin', 'off', true) ||
--@postgres        set_config('enable_mergejoin', 'off', true) || set_config('jit', 'off', true) ||
--@postgres        set_config('plan_cache_mode', 'force_generic_plan', true)
--@sqlite SELECT 'off'
)sql"};

}  // namespace

void plan_by_indexes(Tx& tx) {
    if (tx.engine() == Engine::postgres) (void)tx.all<std::string>(kPlanning);
}

}  // namespace promo::db
