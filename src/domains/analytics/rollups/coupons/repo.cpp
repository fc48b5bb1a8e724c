#include "domains/analytics/rollups/coupons/repo.hpp"

namespace promo::analytics::rollups::coupons::repo {
namespace {

// In all statements `$4` is 1 for each template apart, 0 for all as one. People are looked up one by one, by key: the
// pairs keep a planner from going through the rows of all in the order of time, in the hope of an early end. Counting
// forwards there is nothing after a piece, backwards nothing before it: then nobody is looked up.
constexpr db::Sql kDay{"analytics.count_coupons", R"sql(
    WITH seen AS MATERIALIZED (
        SELECT tenant_id, template_slug, coupon_code, chat_id, bot_uses, web_uses, first_use,
               CASE WHEN $8 < $2 THEN
               (SELECT used.created_at FROM coupon_usage AS used
                WHERE used.tenant_id = $1 AND used.coupon_code = came.coupon_code
                  --@postgres AND used.chat_id IS NOT NULL AND (used.chat_id, used.created_at) >= (came.chat_id, $8)
                  --@postgres AND (used.chat_id, used.created_at) < (came.chat_id, $2)
                  --@sqlite AND used.chat_id = came.chat_id AND used.created_at >= $8 AND used.created_at < $2
                  AND ($4 = 0 OR used.template_slug = came.template_slug) AND used.success = 1
                  AND used.source = 'bot'
                ORDER BY used.chat_id DESC, used.created_at DESC LIMIT 1) END AS previous_use,
               CASE WHEN $3 < $9 THEN
               (SELECT used.created_at FROM coupon_usage AS used
                WHERE used.tenant_id = $1 AND used.coupon_code = came.coupon_code
                  --@postgres AND used.chat_id IS NOT NULL AND (used.chat_id, used.created_at) >= (came.chat_id, $3)
                  --@postgres AND (used.chat_id, used.created_at) < (came.chat_id, $9)
                  --@sqlite AND used.chat_id = came.chat_id AND used.created_at >= $3 AND used.created_at < $9
                  AND ($4 = 0 OR used.template_slug = came.template_slug) AND used.success = 1
                  AND used.source = 'bot'
                ORDER BY used.chat_id, used.created_at LIMIT 1) END AS next_use
        FROM (SELECT tenant_id, template_slug, coupon_code, chat_id, sum(bot) AS bot_uses, sum(1 - bot) AS web_uses,
                   min(first_use) AS first_use
            FROM (SELECT tenant_id, CASE WHEN $4 = 1 THEN template_slug ELSE '' END AS template_slug, coupon_code,
                         CASE WHEN source = 'bot' THEN chat_id END AS chat_id,
                         CASE WHEN source = 'bot' THEN 1 ELSE 0 END AS bot,
                         CASE WHEN source = 'bot' AND chat_id IS NOT NULL
                             --@postgres THEN lpad(CAST(created_at AS text), 16, '0') || ' ' || chat_id END
                             --@sqlite THEN printf('%016d', created_at) || ' ' || chat_id END
                             AS first_use
                  FROM coupon_usage
                  WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND success = 1
                    AND ($4 = 0 OR template_slug IS NOT NULL)) AS used
            GROUP BY tenant_id, template_slug, coupon_code, chat_id) AS came
    )
    INSERT INTO usage_coupons (tenant_id, template_slug, day, coupon_code, bot_uses, web_uses, people, last_people,
                               first_use)
    SELECT tenant_id, template_slug, $5, coupon_code, sum(bot_uses), sum(web_uses),
           sum(CASE WHEN chat_id IS NULL OR previous_use >= $6 OR next_use < $7 THEN 0 ELSE 1 END),
           sum(CASE WHEN chat_id IS NULL OR previous_use >= $6 OR next_use IS NOT NULL THEN 0 ELSE 1 END),
           min(first_use)
    FROM seen
    GROUP BY tenant_id, template_slug, coupon_code
    ON CONFLICT (tenant_id, template_slug, day, coupon_code) DO UPDATE
    SET bot_uses = usage_coupons.bot_uses + excluded.bot_uses, web_uses = usage_coupons.web_uses + excluded.web_uses,
        people = usage_coupons.people + excluded.people, last_people = usage_coupons.last_people + excluded.last_people,
        first_use = CASE WHEN usage_coupons.first_use < excluded.first_use THEN usage_coupons.first_use
                         ELSE coalesce(excluded.first_use, usage_coupons.first_use) END
)sql"};

// They are no longer the last of the day on which they were before.
constexpr db::Sql kMoved{"analytics.count_moved_people", R"sql(
    INSERT INTO usage_coupons (tenant_id, template_slug, day, coupon_code, bot_uses, web_uses, people, last_people)
    SELECT tenant_id, template_slug, day, coupon_code, 0, 0, 0, -count(*)
    FROM (SELECT tenant_id, template_slug, coupon_code,
                 (SELECT days.day FROM usage_days AS days
                  WHERE days.tenant_id = $1 AND days.starts_at <= previous_use
                  ORDER BY days.starts_at DESC LIMIT 1) AS day
          FROM (SELECT tenant_id, template_slug, coupon_code,
                       (SELECT used.created_at FROM coupon_usage AS used
                        WHERE used.tenant_id = $1 AND used.coupon_code = came.coupon_code
                          --@postgres AND used.chat_id IS NOT NULL
                          --@postgres AND (used.chat_id, used.created_at) >= (came.chat_id, $6)
                          --@postgres AND (used.chat_id, used.created_at) < (came.chat_id, $2)
                          --@sqlite AND used.chat_id = came.chat_id AND used.created_at >= $6 AND used.created_at < $2
                          AND ($4 = 0 OR used.template_slug = came.template_slug) AND used.success = 1
                          AND used.source = 'bot'
                        ORDER BY used.chat_id DESC, used.created_at DESC LIMIT 1) AS previous_use
                FROM (SELECT DISTINCT tenant_id, CASE WHEN $4 = 1 THEN template_slug ELSE '' END AS template_slug,
                             coupon_code, chat_id
                      FROM coupon_usage
                      WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND success = 1
                        AND ($4 = 0 OR template_slug IS NOT NULL) AND source = 'bot' AND chat_id IS NOT NULL) AS came
               ) AS seen
          WHERE previous_use < $5) AS moved
    GROUP BY tenant_id, template_slug, day, coupon_code
    ON CONFLICT (tenant_id, template_slug, day, coupon_code) DO UPDATE
    SET last_people = usage_coupons.last_people + excluded.last_people
)sql"};

constexpr db::Sql kSpans{"analytics.count_coupon_spans", R"sql(
    WITH seen AS MATERIALIZED (
        SELECT tenant_id, template_slug, coupon_code, chat_id, bot_uses, web_uses, first_use,
               (SELECT used.created_at FROM coupon_usage AS used
                WHERE used.tenant_id = $1 AND used.coupon_code = came.coupon_code
                  --@postgres AND used.chat_id IS NOT NULL AND (used.chat_id, used.created_at) >= (came.chat_id, $6)
                  --@postgres AND (used.chat_id, used.created_at) < (came.chat_id, $2)
                  --@sqlite AND used.chat_id = came.chat_id AND used.created_at >= $6 AND used.created_at < $2
                  AND ($4 = 0 OR used.template_slug = came.template_slug) AND used.success = 1
                  AND used.source = 'bot'
                ORDER BY used.chat_id DESC, used.created_at DESC LIMIT 1) AS previous_use
        FROM (SELECT tenant_id, template_slug, coupon_code, chat_id, sum(bot) AS bot_uses, sum(1 - bot) AS web_uses,
                   min(first_use) AS first_use
            FROM (SELECT tenant_id, CASE WHEN $4 = 1 THEN template_slug ELSE '' END AS template_slug, coupon_code,
                         CASE WHEN source = 'bot' THEN chat_id END AS chat_id,
                         CASE WHEN source = 'bot' THEN 1 ELSE 0 END AS bot,
                         CASE WHEN source = 'bot' AND chat_id IS NOT NULL
                             --@postgres THEN lpad(CAST(created_at AS text), 16, '0') || ' ' || chat_id END
                             --@sqlite THEN printf('%016d', created_at) || ' ' || chat_id END
                             AS first_use
                  FROM coupon_usage
                  WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 AND success = 1
                    AND ($4 = 0 OR template_slug IS NOT NULL)) AS used
            GROUP BY tenant_id, template_slug, coupon_code, chat_id) AS came
    )
    INSERT INTO usage_coupon_spans (tenant_id, template_slug, first_day, coupon_code, bot_uses, web_uses, people,
                                    first_use)
    SELECT seen.tenant_id, seen.template_slug, spans.first_day, seen.coupon_code, sum(seen.bot_uses),
           sum(seen.web_uses),
           sum(CASE WHEN seen.chat_id IS NULL OR seen.previous_use >= spans.starts_at THEN 0 ELSE 1 END),
           min(seen.first_use)
    FROM seen
         JOIN usage_spans AS spans ON spans.tenant_id = $1 AND spans.template_slug = seen.template_slug
    WHERE spans.first_day <= $5
    GROUP BY seen.tenant_id, seen.template_slug, spans.first_day, seen.coupon_code
    ON CONFLICT (tenant_id, template_slug, first_day, coupon_code) DO UPDATE
    SET bot_uses = usage_coupon_spans.bot_uses + excluded.bot_uses,
        web_uses = usage_coupon_spans.web_uses + excluded.web_uses,
        people = usage_coupon_spans.people + excluded.people,
        first_use = coalesce(usage_coupon_spans.first_use, excluded.first_use)
)sql"};

constexpr db::Sql kListSpans{"analytics.spans", R"sql(
    SELECT template_slug, first_day FROM usage_spans WHERE tenant_id = $1 ORDER BY template_slug, first_day DESC
)sql"};

constexpr db::Sql kTemplates{"analytics.templates_since", R"sql(
    SELECT '' AS template_slug
    UNION
    SELECT template_slug FROM usage_templates WHERE tenant_id = $1 AND day >= $2
)sql"};

constexpr db::Sql kNoteSpan{"analytics.note_span", R"sql(
    INSERT INTO usage_spans (tenant_id, template_slug, first_day, starts_at) VALUES ($1, $2, $3, $4)
)sql"};

constexpr db::Sql kAddSpan{"analytics.add_span", R"sql(
    INSERT INTO usage_coupon_spans (tenant_id, template_slug, first_day, coupon_code, bot_uses, web_uses, people,
                                    first_use)
    SELECT tenant_id, template_slug, $3, coupon_code, sum(bot_uses), sum(web_uses), sum(people), min(first_use)
    FROM (SELECT tenant_id, template_slug, coupon_code, bot_uses, web_uses, last_people AS people, first_use
          FROM usage_coupons
          WHERE tenant_id = $1 AND template_slug = $2 AND day >= $3 AND day < $4
          UNION ALL
          SELECT tenant_id, template_slug, coupon_code, bot_uses, web_uses, people, first_use
          FROM usage_coupon_spans
          WHERE tenant_id = $1 AND template_slug = $2 AND first_day = $4) AS parts
    GROUP BY tenant_id, template_slug, coupon_code
)sql"};

constexpr db::Sql kForgetSpan{"analytics.forget_span", R"sql(
    DELETE FROM usage_spans WHERE tenant_id = $1 AND template_slug = $2 AND first_day = $3
)sql"};

constexpr db::Sql kRemoveSpan{"analytics.remove_span", R"sql(
    DELETE FROM usage_coupon_spans WHERE tenant_id = $1 AND template_slug = $2 AND first_day = $3
)sql"};

}  // namespace

void count(db::Tx& tx, const core::TenantId& tenant, const Piece& piece) {
    for (const int apart : {0, 1}) {
        if (piece.forward()) {
            tx.run(kSpans, tenant, piece.from, piece.to, apart, piece.day, piece.counted_from);
            tx.run(kMoved, tenant, piece.from, piece.to, apart, piece.day_from, piece.counted_from);
        }
        tx.run(kDay, tenant, piece.from, piece.to, apart, piece.day, piece.day_from, piece.day_to, piece.counted_from,
               piece.counted_until);
    }
}

std::vector<Span> spans(db::Tx& tx, const core::TenantId& tenant) {
    return tx.all<Span>(kListSpans, tenant);
}

std::vector<std::string> templates(db::Tx& tx, const core::TenantId& tenant, Day since) {
    return tx.all<std::string>(kTemplates, tenant, since);
}

void add_span(db::Tx& tx, const core::TenantId& tenant, const Span& span, core::Timestamp starts_at, Day next) {
    tx.run(kNoteSpan, tenant, span.template_slug, span.first_day, starts_at);
    tx.run(kAddSpan, tenant, span.template_slug, span.first_day, next);
}

void remove_span(db::Tx& tx, const core::TenantId& tenant, const Span& span) {
    tx.run(kForgetSpan, tenant, span.template_slug, span.first_day);
    tx.run(kRemoveSpan, tenant, span.template_slug, span.first_day);
}

}  // namespace promo::analytics::rollups::coupons::repo
