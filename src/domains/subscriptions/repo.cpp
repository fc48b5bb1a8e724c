#include "domains/subscriptions/repo.hpp"

namespace promo::subscriptions::repo {
namespace {

constexpr db::Sql kInsert{"subscriptions.insert_stripe_event", R"sql(
    INSERT INTO stripe_events (tenant_id, id, type, created_at, received_at, body, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (tenant_id, id) DO NOTHING
)sql"};

}  // namespace

bool insert(db::Tx& tx, const StripeEvent& event) {
    return tx.run(kInsert, event.tenant_id, event.id, event.type, event.created_at, event.received_at, event.body,
                  event.state) == 1;
}

}  // namespace promo::subscriptions::repo
