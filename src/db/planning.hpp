#pragma once

#include "db/tx.hpp"

namespace promo::db {

// For the rest of the transaction PostgreSQL plans as a queue needs it, whatever it believes about the size of its
// tables: only indexes, as a plan that was made while a table was empty would read all of it once it is not; one plan
// for all values; nothing compiled, which takes a thousand times as long as running it.
void plan_by_indexes(Tx& tx);

}  // namespace promo::db
