#include "domains/campaigns/submissions/repo.hpp"

#include <limits>

namespace promo::campaigns::submissions::repo {
namespace {

constexpr db::Sql kInsert{"submissions.insert", R"sql(
    INSERT INTO submissions (tenant_id, id, campaign_id, email, email_key, instagram_url, twitter_url, facebook_url,
                             created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (tenant_id, campaign_id, email_key) DO NOTHING
)sql"};

constexpr db::Sql kBeyond{"submissions.beyond", R"sql(
    SELECT 1
    FROM submissions
    WHERE tenant_id = $1 AND campaign_id = $2
    LIMIT 1 OFFSET $3
)sql"};

constexpr db::Sql kList{"submissions.list", R"sql(
    SELECT id, campaign_id, email, instagram_url, twitter_url, facebook_url, created_at
    FROM submissions
    WHERE tenant_id = $1 AND campaign_id = $2 AND (created_at < $3 OR created_at = $3 AND id < $4)
      AND email_key LIKE $5 ESCAPE '!'
    ORDER BY created_at DESC, id DESC
    LIMIT $6
)sql"};

constexpr db::Sql kFind{"submissions.find", R"sql(
    SELECT id, campaign_id, email, instagram_url, twitter_url, facebook_url, created_at
    FROM submissions
    WHERE tenant_id = $1 AND campaign_id = $2 AND id = $3
)sql"};

constexpr db::Sql kRemove{"submissions.remove", R"sql(
    DELETE FROM submissions
    WHERE tenant_id = $1 AND campaign_id = $2 AND id = $3
)sql"};

std::string pattern(std::string_view search) {
    std::string text = "%";
    for (const char letter : key_of(search)) {
        if (letter == '%' || letter == '_' || letter == '!') text += '!';
        text += letter;
    }
    return text + '%';
}

}  // namespace

bool insert(db::Tx& tx, const core::TenantId& tenant, const Submission& submission) {
    return tx.run(kInsert, tenant, submission.id, submission.campaign_id, submission.email, key_of(submission.email),
                  submission.instagram_url, submission.twitter_url, submission.facebook_url,
                  submission.created_at) == 1;
}

bool is_full(db::Tx& tx, const core::TenantId& tenant, const std::string& campaign, std::size_t most) {
    return tx.maybe<std::int64_t>(kBeyond, tenant, campaign, static_cast<std::int64_t>(most) - 1).has_value();
}

std::vector<Submission> list(db::Tx& tx, const core::TenantId& tenant, const std::string& campaign,
                             std::string_view search, const std::optional<Position>& after, std::size_t limit) {
    constexpr core::Timestamp kEnd{core::Duration(std::numeric_limits<std::int64_t>::max())};
    const auto before = after.value_or(Position{kEnd, {}});
    return tx.all<Submission>(kList, tenant, campaign, before.created_at, before.id, pattern(search),
                              static_cast<std::int64_t>(limit));
}

std::optional<Submission> find(db::Tx& tx, const core::TenantId& tenant, const std::string& campaign,
                               const std::string& id) {
    return tx.maybe<Submission>(kFind, tenant, campaign, id);
}

void remove(db::Tx& tx, const core::TenantId& tenant, const std::string& campaign, const std::string& id) {
    tx.run(kRemove, tenant, campaign, id);
}

}  // namespace promo::campaigns::submissions::repo
