#pragma once

#include "db/tx.hpp"

namespace promo::jobs {

// For the rest of the transaction PostgreSQL plans as a queue needs it, whatever it believes about the table's size.
void plan_by_indexes(db::Tx& tx);

}  // namespace promo::jobs
