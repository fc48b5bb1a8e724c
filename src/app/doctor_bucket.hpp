#pragma once

#include "app/doctor.hpp"
#include "core/entropy.hpp"
#include "net/send.hpp"
#include "storage/object_store.hpp"

namespace promo::app {

// Whether a stranger sees in the store what he should, and no more: puts a file into each folder for a moment and asks
// for it as a browser would, through `send`. Throws storage::StorageError when the store cannot be written.
Finding examine_public_folders(storage::ObjectStore& store, const net::Send& send, core::Entropy& entropy);

}  // namespace promo::app
