#include "app/job_handlers.hpp"

#include <boost/describe/class.hpp>

#include "http/json.hpp"
#include "jobs/leader.hpp"

namespace promo::app {
namespace {

using core::Refusal;
using core::RefusalCode;
using http::Request;
using http::Response;

constexpr std::int64_t kDefaultPage = 50;

struct Summary {
    std::map<std::string, std::int64_t> states;
    std::vector<std::string> kinds;
    std::optional<jobs::LeaseRow> leader;
};
BOOST_DESCRIBE_STRUCT(Summary, (), (states, kinds, leader))

std::optional<std::string> optional_text(const Request& request, std::string_view name) {
    auto text = request.query_text(name);
    if (text.empty()) return std::nullopt;
    return text;
}

jobs::JobFilter filter_of(const Request& request) {
    jobs::JobFilter filter;
    if (const auto state = optional_text(request, "state")) {
        filter.state = core::parse_enum<jobs::State>(*state);
        if (!filter.state) {
            throw Refusal(RefusalCode::invalid, "`state` must be one of " + core::enum_names<jobs::State>() + '.',
                          "state");
        }
    }
    filter.kind = optional_text(request, "kind");
    if (const auto tenant = optional_text(request, "tenant")) filter.tenant = core::TenantId(*tenant);
    return filter;
}

// The pages of one installation are small: this runs beside the handlers of tenants, and says who asked.
class JobPages {
public:
    JobPages(db::Database& database, jobs::Queue& queue, const core::Clock& clock, std::vector<std::string> kinds)
        : database_(database), queue_(queue), clock_(clock), kinds_(std::move(kinds)) {}

    Response list(const Request& request) const {
        const auto filter = filter_of(request);
        const auto limit = request.query_number("limit", kDefaultPage, 1, jobs::kMaxListed);
        return http::json(database_.read_as_system("jobs page", [&](db::Tx& tx) {
            return queue_.list(tx, filter, optional_text(request, "cursor"), static_cast<std::size_t>(limit));
        }));
    }

    Response summary(const Request&) const {
        return http::json(database_.read_as_system("jobs page", [&](db::Tx& tx) {
            return Summary{queue_.count_by_state(tx), kinds_, jobs::current_lease(tx, jobs::LeaderOptions{}.name)};
        }));
    }

    Response find(const Request& request) const {
        const auto job = database_.read_as_system(
            "jobs page", [&](db::Tx& tx) { return queue_.find(tx, core::JobId(request.path_param("id"))); });
        if (!job)
            throw Refusal(RefusalCode::not_found, "There is no such job. It may have been deleted since it ended.");
        return http::json(*job);
    }

    Response retry(const Request& request) const {
        database_.transact_as_system(
            "retry a job", [&](db::Tx& tx) { queue_.retry(tx, core::JobId(request.path_param("id")), clock_.now()); });
        return http::success();
    }

    Response cancel(const Request& request) const {
        database_.transact_as_system("cancel a job", [&](db::Tx& tx) {
            queue_.cancel(tx, core::JobId(request.path_param("id")), clock_.now());
        });
        return http::success();
    }

private:
    db::Database& database_;
    jobs::Queue& queue_;
    const core::Clock& clock_;
    std::vector<std::string> kinds_;
};

}  // namespace

http::Routes job_routes(db::Database& database, jobs::Queue& queue, const core::Clock& clock,
                        std::vector<std::string> kinds) {
    using enum http::Verb;
    using enum http::Access;
    const JobPages pages(database, queue, clock, std::move(kinds));
    return {
        {get, "/api/admin/jobs", platform_admin, [pages](const Request& r) { return pages.list(r); },
         "Jobs, newest first, by `state`, `kind`, `tenant`; `cursor` and `limit` page"},
        {get, "/api/admin/jobs/summary", platform_admin, [pages](const Request& r) { return pages.summary(r); },
         "How many jobs are in each state, their kinds, and which process leads"},
        {get, "/api/admin/jobs/{id:uuid}", platform_admin, [pages](const Request& r) { return pages.find(r); },
         "One job with its payload"},
        {post, "/api/admin/jobs/{id:uuid}/retry", platform_admin, [pages](const Request& r) { return pages.retry(r); },
         "Runs a parked or waiting job again, now"},
        {post, "/api/admin/jobs/{id:uuid}/cancel", platform_admin,
         [pages](const Request& r) { return pages.cancel(r); }, "Cancels a job; a running one no longer counts"},
    };
}

}  // namespace promo::app
