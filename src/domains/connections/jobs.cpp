#include "domains/connections/jobs.hpp"

#include "core/json_read.hpp"
#include "domains/connections/job_names.hpp"

namespace promo::connections {
namespace {

// Three roles with three channels each are eighteen calls, and each may take as long as Telegram is given.
constexpr std::chrono::minutes kExamineLease{5};
// Of each kind: when Telegram hangs, other work has to find a free thread.
constexpr std::size_t kAtATime = 2;

using Work = std::function<jobs::Outcome(const jobs::JobContext&, const std::string& bot)>;

jobs::Kind of_one_bot(std::string_view name, Work work, core::Duration lease = std::chrono::minutes(1)) {
    return {.name = std::string(name),
            .handler =
                [work = std::move(work)](const jobs::JobContext& context) {
                    return work(context, core::json::parse<BotPayload>(context.job.payload).bot);
                },
            .lease = lease,
            .concurrency = kAtATime};
}

}  // namespace

std::vector<jobs::Kind> job_kinds(Service& service) {
    auto& bots = service.bots();
    using enum bots::Service::Register;
    return {
        {.name = std::string(kSweepJob),
         .handler =
             [&bots](const jobs::JobContext&) {
                 bots.sweep();
                 return jobs::Outcome::done();
             }},
        of_one_bot(kCheckWebhookJob,
                   [&bots](const jobs::JobContext& context, const std::string& bot) {
                       return bots.check_webhook(context.job.tenant_id, bot, when_it_differs);
                   }),
        of_one_bot(kSetWebhookJob,
                   [&bots](const jobs::JobContext& context, const std::string& bot) {
                       return bots.check_webhook(context.job.tenant_id, bot, always);
                   }),
        of_one_bot(kSettleJob, [&bots](const jobs::JobContext& context,
                                       const std::string& bot) { return bots.settle(context.job.tenant_id, bot); }),
        of_one_bot(kFarewellJob,
                   [&bots](const jobs::JobContext& context, const std::string& bot) {
                       return bots.farewell(context.job.tenant_id, bot, context.job.created_at);
                   }),
        of_one_bot(
            kExamineJob,
            [&service](const jobs::JobContext& context, const std::string& bot) {
                service.examine_channels(context.job.tenant_id, bot);
                return jobs::Outcome::done();
            },
            kExamineLease),
    };
}

}  // namespace promo::connections
