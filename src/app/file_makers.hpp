#pragma once

#include <functional>

#include "core/id.hpp"
#include "domains/messaging/content/call.hpp"
#include "domains/messaging/outbox/dispatcher.hpp"
#include "domains/templates/pictures/service.hpp"
#include "domains/uploads/service.hpp"
#include "http/work_pool.hpp"

namespace promo::app {

// Makes the files of messages, on the pool where pictures are drawn. Safe from any thread.
class FileMakers {
public:
    FileMakers(templates::pictures::Service& pictures, uploads::Service& uploads, http::WorkPool& pool)
        : pictures_(pictures), uploads_(uploads), pool_(pool) {}

    // Returns at once and calls back once, from any thread. Never throws.
    void make(const core::TenantId& tenant, const messaging::File& file,
              std::function<void(messaging::outbox::MadeFile)> done);
    // The same in the caller's thread.
    messaging::outbox::MadeFile made(const core::TenantId& tenant, const messaging::File& file);

private:
    templates::pictures::Service& pictures_;
    uploads::Service& uploads_;
    http::WorkPool& pool_;
};

}  // namespace promo::app
