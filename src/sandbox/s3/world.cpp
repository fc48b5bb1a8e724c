#include "sandbox/s3/world.hpp"

#include "core/error.hpp"
#include "sandbox/s3/digests.hpp"

namespace promo::sandbox::s3 {
namespace {

constexpr std::string_view kFirstBucket = "promostack";
constexpr int kBadRequest = 400;
constexpr int kNotFound = 404;
constexpr int kPreconditionFailed = 412;
constexpr int kUnavailable = 503;

Refused no_such_key() {
    return {kNotFound, "NoSuchKey", "The specified key does not exist."};
}

void require(const Preconditions& conditions, const Object* present) {
    const Refused failed(kPreconditionFailed, "PreconditionFailed", "A precondition you specified did not hold");
    if (conditions.none_match && present && (*conditions.none_match == "*" || *conditions.none_match == present->etag))
        throw failed;
    if (!conditions.match) return;
    if (!present) throw no_such_key();
    if (*conditions.match != present->etag) throw failed;
}

}  // namespace

World::World(const core::Clock& clock)
    : clock_(clock), account_{"sandbox", core::Secret("secret-of-the-sandbox"), "us-east-1"} {
    reset();
}

std::string World::put(const std::string& name, const std::string& key, Object object,
                       const Preconditions& conditions) {
    if (object.body.size() > kLargestObject) {
        throw Refused(kBadRequest, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
    }
    object.etag = '"' + md5_hex(object.body) + '"';
    object.modified = clock_.now();
    const std::scoped_lock lock(mutex_);
    auto& objects = bucket(name);
    const auto found = objects.find(key);
    require(conditions, found == objects.end() ? nullptr : &found->second);
    const auto before = found == objects.end() ? 0 : found->second.body.size();
    if (bytes_ - before + object.body.size() > kMostBytes) {
        throw Refused(kUnavailable, "SlowDown", "The sandbox is full: reset it");
    }
    bytes_ += object.body.size() - before;
    auto etag = object.etag;
    objects.insert_or_assign(key, std::move(object));
    return etag;
}

Object World::get(const std::string& name, const std::string& key) {
    const std::scoped_lock lock(mutex_);
    const auto& objects = bucket(name);
    const auto found = objects.find(key);
    if (found == objects.end()) throw no_such_key();
    return found->second;
}

void World::remove(const std::string& name, const std::string& key) {
    const std::scoped_lock lock(mutex_);
    const auto removed = bucket(name).extract(key);
    if (!removed.empty()) bytes_ -= removed.mapped().body.size();
}

Listing World::list(const std::string& name, std::string_view prefix, std::string_view after, std::size_t limit) {
    const std::scoped_lock lock(mutex_);
    Listing listing;
    for (const auto& [key, object] : bucket(name)) {
        if (key <= after || !key.starts_with(prefix)) continue;
        if (listing.objects.size() == limit) {
            listing.is_truncated = true;
            break;
        }
        listing.objects.push_back({key, object.etag, object.body.size(), object.modified});
    }
    return listing;
}

void World::add_bucket(const std::string& name) {
    const bool sound = name.size() >= 3 && name.size() <= 63 && name.find('/') == std::string::npos;
    if (!sound) throw core::Refusal(core::RefusalCode::invalid, "A bucket's name has 3 to 63 letters.", "name");
    const std::scoped_lock lock(mutex_);
    buckets_.try_emplace(name);
}

void World::set_mode(const Mode& mode) {
    if (mode.delay_ms.value_or(0) < 0 || mode.delay_ms.value_or(0) > kLongestDelayMs) {
        throw core::Refusal(core::RefusalCode::invalid, "A delay is within a minute.", "delay_ms");
    }
    const std::scoped_lock lock(mutex_);
    mode_ = mode;
}

Mode World::mode() const {
    const std::scoped_lock lock(mutex_);
    return mode_;
}

void World::count_request() {
    const std::scoped_lock lock(mutex_);
    ++requests_;
}

Status World::status() const {
    const std::scoped_lock lock(mutex_);
    Status status{account_.access_key, account_.region, {}, 0, static_cast<std::int64_t>(bytes_), requests_};
    for (const auto& [name, objects] : buckets_) {
        status.buckets.push_back(name);
        status.objects += static_cast<std::int64_t>(objects.size());
    }
    return status;
}

void World::reset() {
    const std::scoped_lock lock(mutex_);
    buckets_.clear();
    buckets_.try_emplace(std::string(kFirstBucket));
    bytes_ = 0;
    requests_ = 0;
    mode_ = {};
}

World::Objects& World::bucket(const std::string& name) {
    const auto found = buckets_.find(name);
    if (found == buckets_.end()) throw Refused(kNotFound, "NoSuchBucket", "The specified bucket does not exist");
    return found->second;
}

}  // namespace promo::sandbox::s3
