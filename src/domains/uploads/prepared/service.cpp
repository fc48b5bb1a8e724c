#include "domains/uploads/prepared/service.hpp"

#include <algorithm>
#include <future>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "core/error.hpp"
#include "core/log.hpp"
#include "domains/uploads/service.hpp"
#include "storage/cache/file_cache.hpp"
#include "storage/patience.hpp"

namespace promo::uploads::prepared {
namespace {

// More than reading from the store and preparing take as a rule. Whoever draws has other pictures to draw, too.
constexpr std::chrono::seconds kLongestWait{3};

// What an open picture refers to, and the picture.
struct Mapped {
    std::shared_ptr<const storage::MappedFile> file;
    std::string in_memory;  // when there is no file
    std::optional<rendering::Prepared> picture;

    std::size_t bytes() const { return file ? file->bytes().size() : in_memory.size(); }
};
using Open = std::shared_ptr<const Mapped>;

Held picture_of(const Open& open) {
    return {open, &*open->picture};
}

}  // namespace

class Service::Shelf {
public:
    Shelf(const darkroom::Darkroom& darkroom, storage::ObjectStore& objects, core::Metrics& metrics, Options options)
        : darkroom_(darkroom),
          objects_(objects),
          metrics_(metrics),
          most_mapped_(options.most_mapped),
          files_({.folder = std::move(options.folder),
                  .ending = ".v" + std::to_string(rendering::kPreparedVersion),
                  .most_bytes = options.most_bytes}) {}

    void put(const std::string& upload, std::string_view prepared) {
        try {
            files_.put(upload, prepared);
        } catch (const storage::StorageError& error) {
            core::log::error("prepared.not_written", {{"upload", upload}, {"error", error.what()}});
        }
    }

    Held get(const core::TenantId& tenant, const std::string& upload) {
        std::promise<Open> promise;
        Coming coming;
        bool first = false;
        {
            const std::lock_guard lock(mutex_);
            if (const auto open = find(upload)) return picture_of(open);
            const auto [place, inserted] = coming_.try_emplace(upload);
            first = inserted;
            if (first) place->second = {promise.get_future().share(), std::chrono::steady_clock::now() + kLongestWait};
            coming = place->second;
        }
        if (first) fetch(tenant, upload, promise);
        if (coming.picture.wait_until(coming.until) != std::future_status::ready) {
            throw core::Refusal(core::RefusalCode::unavailable,
                                "This picture is still being prepared. Try again in a minute.");
        }
        const auto open = coming.picture.get();
        return open ? picture_of(open) : nullptr;
    }

private:
    struct Entry {
        std::string upload;
        Open open;
    };
    struct Coming {
        std::shared_future<Open> picture;
        std::chrono::steady_clock::time_point until;  // that others wait for it
    };

    // With the lock.
    Open find(const std::string& upload) {
        const auto found = index_.find(upload);
        if (found == index_.end()) return nullptr;
        latest_first_.splice(latest_first_.begin(), latest_first_, found->second);
        return found->second->open;
    }

    // For all who wait, also when it fails.
    void fetch(const core::TenantId& tenant, const std::string& upload, std::promise<Open>& promise) {
        Open open;
        std::exception_ptr failure;
        try {
            open = opened(upload);
            if (!open) open = made(tenant, upload);
        } catch (...) {
            failure = std::current_exception();
        }
        const std::lock_guard lock(mutex_);
        coming_.erase(upload);
        if (open) remember(upload, open);
        if (failure) {
            promise.set_exception(failure);
        } else {
            promise.set_value(open);
        }
    }

    Open opened(const std::string& upload) {
        const auto mapped = std::make_shared<Mapped>();
        mapped->file = files_.open(upload);
        if (!mapped->file) return nullptr;
        mapped->picture = rendering::Prepared::open(mapped->file->bytes());
        if (mapped->picture) return count("opened", mapped);
        core::log::warn("prepared.damaged", {{"upload", upload}});
        files_.remove(upload);
        return nullptr;
    }

    Open made(const core::TenantId& tenant, const std::string& upload) {
        const auto object = patience_.ask([&] { return objects_.get(uploads::Service::key(tenant, upload)); });
        // Somebody may have changed what is in the store. Only our own encoding is worth a look.
        if (!object || uploads::Service::id_of(object->body, Purpose::background) != upload)
            return count("missing", nullptr);
        auto prepared = darkroom_.prepare(object->body);
        put(upload, prepared);
        if (auto open = opened(upload)) return count("made", open);
        const auto mapped = std::make_shared<Mapped>();
        mapped->in_memory = std::move(prepared);
        mapped->picture = rendering::Prepared::open(mapped->in_memory);
        return count("made", mapped);
    }

    // With the lock. What somebody draws on stays until he is done.
    void remember(const std::string& upload, const Open& open) {
        latest_first_.push_front({upload, open});
        index_[upload] = latest_first_.begin();
        mapped_ += open->bytes();
        while (mapped_ > most_mapped_ && latest_first_.size() > 1) {
            mapped_ -= latest_first_.back().open->bytes();
            index_.erase(latest_first_.back().upload);
            latest_first_.pop_back();
        }
    }

    Open count(const std::string& outcome, Open open) {
        metrics_
            .counter("promostack_prepared_total", "Prepared backgrounds that were not at hand, and how they were found",
                     {{"outcome", outcome}})
            .add();
        return open;
    }

    const darkroom::Darkroom& darkroom_;
    storage::ObjectStore& objects_;
    core::Metrics& metrics_;
    const std::uintmax_t most_mapped_;
    storage::FileCache files_;
    storage::Patience patience_;

    std::mutex mutex_;
    std::list<Entry> latest_first_;
    std::unordered_map<std::string, std::list<Entry>::iterator> index_;
    std::unordered_map<std::string, Coming> coming_;
    std::uintmax_t mapped_ = 0;
};

Service::Service(const darkroom::Darkroom& darkroom, storage::ObjectStore& objects, core::Metrics& metrics,
                 Options options)
    : shelf_(std::make_unique<Shelf>(darkroom, objects, metrics, std::move(options))) {}

Service::~Service() = default;

void Service::put(const std::string& upload, std::string_view prepared) {
    shelf_->put(upload, prepared);
}

Held Service::get(const core::TenantId& tenant, const std::string& upload) {
    // It becomes the name of a file.
    if (!uploads::Service::is_id(upload)) return nullptr;
    return shelf_->get(tenant, upload);
}

}  // namespace promo::uploads::prepared
