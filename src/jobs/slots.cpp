#include "jobs/slots.hpp"

#include <algorithm>

namespace promo::jobs {
namespace {

constexpr double kMoment = 0.1;  // seconds of work that may be held ahead
constexpr double kNewest = 0.2;  // how much the newest duration counts
constexpr std::chrono::seconds kLongestWait{1};

// A job ends before others may take it for abandoned.
std::chrono::steady_clock::duration usable(const Kind& kind) {
    return std::chrono::duration_cast<std::chrono::steady_clock::duration>(kind.lease * 9 / 10);
}

}  // namespace

Slots::Slots(std::size_t threads, std::size_t largest_batch, const std::vector<Kind>& kinds)
    : threads_(threads), largest_batch_(std::min(largest_batch, kMaxClaim)) {
    for (const auto& kind : kinds)
        kinds_.emplace(kind.name, kind);
}

std::size_t Slots::ahead() const {
    const auto startable = static_cast<double>(threads_) * kMoment / std::max(usual_seconds_, 1e-6);
    return static_cast<std::size_t>(std::min(startable, static_cast<double>(largest_batch_)));
}

ClaimRequest Slots::wanted(const std::string& owner, double stretch) const {
    ClaimRequest request{.owner = owner};
    const auto capacity = threads_ + ahead();
    const auto held = waiting_.size() + running_;
    request.limit = held < capacity ? std::min(capacity - held, largest_batch_) : 0;
    const auto tenant_capacity = static_cast<std::int64_t>(capacity > 1 ? capacity - 1 : 1);
    request.per_tenant = tenant_capacity;
    for (const auto& [tenant, load] : tenants_) {
        const auto room = tenant_capacity - static_cast<std::int64_t>(load.held);
        request.tenants.push_back({tenant, std::max<std::int64_t>(room, 0)});
    }
    for (const auto& [name, kind] : kinds_) {
        const auto load = kind_loads_.find(name);
        const auto busy = load == kind_loads_.end() ? 0 : load->second.held;
        const auto most = kind.concurrency.value_or(kMaxClaim);
        if (busy >= most) continue;
        const auto lease = static_cast<double>(kind.lease.count()) * stretch;
        request.kinds.push_back(
            {name, core::Duration(static_cast<core::Duration::rep>(lease)), static_cast<std::int64_t>(most - busy)});
    }
    if (request.kinds.empty()) request.limit = 0;
    return request;
}

void Slots::add(std::vector<ClaimedJob> jobs, Time now) {
    for (auto& job : jobs) {
        ++tenants_[job.tenant_id].held;
        ++kind_loads_[job.kind].held;
        waiting_.push_back({std::move(job), now});
    }
}

bool Slots::may_start(const ClaimedJob& job) const {
    const auto& kind = kinds_.at(job.kind);
    const auto tenant = tenants_.at(job.tenant_id).running;
    if (threads_ > 1 && tenant + 1 >= threads_) return false;
    if (kind.concurrency && kind_loads_.at(job.kind).running >= *kind.concurrency) return false;
    if (!kind.tenant_concurrency) return true;
    const auto busy = kind_tenants_.find({job.kind, job.tenant_id});
    return busy == kind_tenants_.end() || busy->second < *kind.tenant_concurrency;
}

std::optional<Slots::Started> Slots::take(Time now) {
    auto best = waiting_.end();
    for (auto it = waiting_.begin(); it != waiting_.end(); ++it) {
        if (!may_start(it->job)) continue;
        const auto running = tenants_.at(it->job.tenant_id).running;
        if (best == waiting_.end() || running < tenants_.at(best->job.tenant_id).running) best = it;
        if (running == 0) break;
    }
    if (best == waiting_.end()) return std::nullopt;
    const auto& kind = kinds_.at(best->job.kind);
    Started started{std::move(best->job), &kind, best->claimed_at + usable(kind)};
    waiting_.erase(best);
    ++running_;
    ++tenants_[started.job.tenant_id].running;
    ++kind_loads_[started.job.kind].running;
    ++kind_tenants_[{started.job.kind, started.job.tenant_id}];
    started_.emplace(started.job.id, now);
    return started;
}

void Slots::release(const ClaimedJob& job) {
    const auto tenant = tenants_.find(job.tenant_id);
    if (--tenant->second.held == 0) tenants_.erase(tenant);
    --kind_loads_[job.kind].held;
}

void Slots::finished(const ClaimedJob& job, std::chrono::duration<double> took) {
    usual_seconds_ += (took.count() - usual_seconds_) * kNewest;
    started_.erase(job.id);
    --running_;
    --tenants_[job.tenant_id].running;
    --kind_loads_[job.kind].running;
    const auto pair = kind_tenants_.find({job.kind, job.tenant_id});
    if (--pair->second == 0) kind_tenants_.erase(pair);
    release(job);
}

std::vector<ClaimedJob> Slots::remove_stale(Time now) {
    std::vector<ClaimedJob> stale;
    while (!waiting_.empty() && now - waiting_.front().claimed_at >= kLongestWait) {
        release(waiting_.front().job);
        stale.push_back(std::move(waiting_.front().job));
        waiting_.pop_front();
    }
    return stale;
}

std::vector<ClaimedJob> Slots::remove_waiting() {
    std::vector<ClaimedJob> jobs;
    for (auto& waiting : waiting_) {
        release(waiting.job);
        jobs.push_back(std::move(waiting.job));
    }
    waiting_.clear();
    return jobs;
}

std::optional<Slots::Time> Slots::next_stale() const {
    if (waiting_.empty()) return std::nullopt;
    return waiting_.front().claimed_at + kLongestWait;
}

std::vector<core::JobId> Slots::ids() const {
    std::vector<core::JobId> ids;
    for (const auto& waiting : waiting_)
        ids.push_back(waiting.job.id);
    for (const auto& [id, started] : started_)
        ids.push_back(id);
    return ids;
}

}  // namespace promo::jobs
