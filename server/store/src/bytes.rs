//! Message bytes: one `.eml` file each, in one of 256 folders, never rewritten.
//!
//! A file is written and synced before its row is committed, and removed after its row is gone; so there may be a
//! file without a row after a crash, and never a row without a file.

use crate::StoreError;
use server_domain::BodyId;
use server_message::{Reading, Unreadable};
use std::{
    collections::HashSet,
    fs::{File, Permissions},
    io::{self, Write as _},
    ops::Range,
    os::unix::fs::{FileExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The folder of message files.
#[derive(Clone)]
pub(crate) struct MessageBytes {
    folder: Arc<PathBuf>,
    /// For messages that wait in memory.
    pub(crate) rooms: Arc<Semaphore>,
}

impl MessageBytes {
    /// Makes the folders where they are missing.
    pub(crate) async fn open(folder: &Path) -> Result<Self, StoreError> {
        let folder = Arc::new(folder.to_owned());
        let made = folder.clone();
        blocking(move || {
            std::fs::create_dir_all(&*made).map_err(StoreError::file(&*made))?;
            // What people said is nobody else's on this machine, whatever the folder above allows.
            std::fs::set_permissions(&*made, Permissions::from_mode(0o700))
                .map_err(StoreError::file(&*made))?;
            for shelf in 0..=255u8 {
                let path = made.join(format!("{shelf:02x}"));
                std::fs::create_dir_all(&path).map_err(StoreError::file(path))?;
            }
            File::open(&*made).and_then(|folder| folder.sync_all()).map_err(StoreError::file(&*made))
        })
        .await?;
        Ok(Self { folder, rooms: Arc::new(Semaphore::new(ROOMS)) })
    }

    /// Removes files that no row names.
    pub(crate) async fn sweep(&self, known: Vec<String>) -> Result<(), StoreError> {
        let folder = self.folder.clone();
        blocking(move || {
            let known: HashSet<String> = known.into_iter().collect();
            for shelf in std::fs::read_dir(&*folder).map_err(StoreError::file(&*folder))? {
                let shelf = shelf.map_err(StoreError::file(&*folder))?.path();
                for file in std::fs::read_dir(&shelf).map_err(StoreError::file(&shelf))? {
                    let path = file.map_err(StoreError::file(&shelf))?.path();
                    let is_message = path.extension().is_some_and(|extension| extension == "eml");
                    let name = path.file_stem().and_then(|name| name.to_str());
                    if is_message && name.is_some_and(|name| !known.contains(name)) {
                        std::fs::remove_file(&path).map_err(StoreError::file(&path))?;
                        tracing::info!(file = %path.display(), "removed a message file without a row");
                    }
                }
            }
            Ok(())
        })
        .await
    }

    /// Begins a message. Its file is made when the first of its bytes go there.
    pub(crate) fn stage(&self) -> Result<Staged, StoreError> {
        let id = BodyId::new(uuid::Uuid::now_v7().to_string()).ok_or(StoreError::Unreadable("identifier"))?;
        let cleanup = Arc::new(Cleanup { path: self.path(&id), is_kept: AtomicBool::new(false) });
        let (rooms, buffer) = (self.rooms.clone(), Arc::default());
        Ok(Staged { id, file: None, size: 0, synced: 0, buffer, rooms, room: None, cleanup })
    }

    /// Opens a message for reading.
    pub(crate) async fn read(&self, id: &BodyId) -> Result<MessageFile, StoreError> {
        let path = self.path(id);
        if let Some(file) = cached::open(&path)
            && let Ok(metadata) = file.metadata()
        {
            return Ok(MessageFile { file: Arc::new(file), size: metadata.len(), path });
        }
        blocking(move || {
            let file = File::open(&path).map_err(StoreError::file(&path))?;
            let size = file.metadata().map_err(StoreError::file(&path))?.len();
            Ok(MessageFile { file: Arc::new(file), size, path })
        })
        .await
    }

    /// Removes a file. A failure is not told to anybody who waits: the next start sweeps.
    pub(crate) async fn remove(&self, id: &BodyId) {
        let path = self.path(id);
        if let Err(error) = tokio::fs::remove_file(&path).await {
            tracing::warn!(file = %path.display(), %error, "could not remove a message file");
        }
    }

    /// The last two digits of a UUIDv7 are random, so the folders fill evenly.
    fn path(&self, id: &BodyId) -> PathBuf {
        let name = id.as_str();
        let shelf = name.get(name.len().saturating_sub(2)..).unwrap_or("00");
        self.folder.join(shelf).join(format!("{name}.eml"))
    }
}

/// Bytes are gathered to this size before they are written, so that small pieces do not each wake a thread.
const GATHERED: usize = 64 * 1024;

/// A message up to this size is gathered whole: one thread is woken to make, write and sync its file, and what is in it is
/// read without asking the file.
const WHOLE: usize = 256 * 1024;

/// How much of a larger message is read at once.
const WINDOW: usize = 64 * 1024;

/// Messages that may be gathered whole at once; others are written in pieces.
pub(crate) const ROOMS: usize = 64;

/// A message on its way to disk. Dropped, it leaves nothing behind.
pub struct Staged {
    id: BodyId,
    file: Option<Arc<File>>,
    size: u64,
    /// How much of it is on disk for certain, with its name.
    synced: u64,
    buffer: Arc<Vec<u8>>,
    rooms: Arc<Semaphore>,
    room: Option<OwnedSemaphorePermit>,
    cleanup: Arc<Cleanup>,
}

impl Staged {
    /// How many bytes were written so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.size += bytes.len() as u64;
        Arc::make_mut(&mut self.buffer).extend_from_slice(bytes);
        if self.buffer.len() < GATHERED || self.may_gather() { Ok(()) } else { self.flush().await }
    }

    /// Reads back the beginning of what was written, at most so many bytes.
    pub async fn beginning(&self, most: usize) -> Result<Vec<u8>, StoreError> {
        let written = self.written();
        blocking(move || {
            let length = usize::try_from(written.size).unwrap_or(usize::MAX).min(most);
            let mut bytes = vec![0; length];
            written.read(0, &mut bytes)?;
            Ok(bytes)
        })
        .await
    }

    /// Reads the message, once it is written whole, for whoever has a thread to wait in. One that is gathered is read where
    /// it lies; of any other a window at a time is held.
    pub fn reading(&self) -> impl FnOnce() -> Result<Result<Reading, Unreadable>, StoreError> + Send + use<> {
        let written = self.written();
        move || match written.file {
            None => Ok(server_message::read(&written.rest)),
            Some(_) => server_message::read_windows(written.size, WINDOW, |at, window: &mut [u8]| {
                written.read(at, window)
            }),
        }
    }

    fn written(&self) -> Written {
        Written {
            size: self.size,
            file: self.file.clone(),
            rest: self.buffer.clone(),
            cleanup: self.cleanup.clone(),
        }
    }

    /// Puts the file and its name on disk.
    pub async fn sync(&mut self) -> Result<(), StoreError> {
        let (file, cleanup, rest) =
            (self.file.clone(), self.cleanup.clone(), std::mem::take(&mut self.buffer));
        let file = blocking(move || {
            let (file, path) = (append(file, &cleanup.path, &rest)?, &cleanup.path);
            file.sync_all().map_err(StoreError::file(path))?;
            let shelf = path.parent().unwrap_or(path);
            File::open(shelf).and_then(|shelf| shelf.sync_all()).map_err(StoreError::file(shelf))?;
            Ok(file)
        })
        .await?;
        self.file = Some(file);
        self.synced = self.size;
        self.room = None;
        Ok(())
    }

    /// Sees to it that all of it is on disk, and makes it ready for its row.
    pub async fn seal(mut self, reading: Reading) -> Result<NewBody, StoreError> {
        if self.file.is_none() || self.synced < self.size {
            self.sync().await?;
        }
        Ok(NewBody { id: self.id, reading, cleanup: self.cleanup })
    }

    fn may_gather(&mut self) -> bool {
        if self.file.is_some() || self.buffer.len() > WHOLE {
            return false;
        }
        if self.room.is_none() {
            self.room = self.rooms.clone().try_acquire_owned().ok();
        }
        self.room.is_some()
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        let (file, cleanup, full) =
            (self.file.clone(), self.cleanup.clone(), std::mem::take(&mut self.buffer));
        let (file, mut empty) = blocking(move || {
            let file = append(file, &cleanup.path, &full)?;
            Ok((file, full))
        })
        .await?;
        self.file = Some(file);
        if self.room.take().is_none() {
            Arc::make_mut(&mut empty).clear();
            self.buffer = empty;
        }
        Ok(())
    }
}

/// What there was of a message when it was asked for: the beginning in a file, the rest in memory.
struct Written {
    size: u64,
    file: Option<Arc<File>>,
    rest: Arc<Vec<u8>>,
    cleanup: Arc<Cleanup>,
}

impl Written {
    /// Fills the window with what stands at this place.
    fn read(&self, at: u64, window: &mut [u8]) -> Result<(), StoreError> {
        let in_file = self.size.saturating_sub(self.rest.len() as u64);
        let here = usize::try_from(in_file.saturating_sub(at)).unwrap_or(usize::MAX).min(window.len());
        let (from_file, from_rest) = window.split_at_mut(here);
        if let Some(file) = &self.file {
            file.read_exact_at(from_file, at).map_err(StoreError::file(&self.cleanup.path))?;
        }
        let skip = usize::try_from(at.saturating_sub(in_file)).unwrap_or(usize::MAX);
        let rest = self.rest.get(skip..).unwrap_or_default().get(..from_rest.len());
        let rest = rest.ok_or(StoreError::Unreadable("staged message"))?;
        from_rest.copy_from_slice(rest);
        Ok(())
    }
}

/// Writes to the end of the file, which is made if it is not there yet.
fn append(file: Option<Arc<File>>, path: &Path, bytes: &[u8]) -> Result<Arc<File>, StoreError> {
    let file = match file {
        Some(file) => file,
        None => {
            let mut new = File::options();
            new.mode(0o600).read(true).write(true).create_new(true);
            Arc::new(new.open(path).map_err(StoreError::file(path))?)
        }
    };
    (&*file).write_all(bytes).map_err(StoreError::file(path))?;
    Ok(file)
}

/// A message on disk that has no row yet. Dropped, it is removed.
pub struct NewBody {
    pub(crate) id: BodyId,
    pub(crate) reading: Reading,
    cleanup: Arc<Cleanup>,
}

impl NewBody {
    /// Its row is about to be committed; from now on the file stays whatever happens. Should the commit fail, the next
    /// start sweeps it: better a file without a row than a row without a file.
    pub(crate) fn keep(&self) {
        self.cleanup.is_kept.store(true, Ordering::Relaxed);
    }

    /// It has no row for certain: the file goes after all.
    pub(crate) fn let_go(&self) {
        self.cleanup.is_kept.store(false, Ordering::Relaxed);
    }

    /// What was read in it.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }
}

/// Removes the file unless told otherwise, when the last that works on it lets go: a thread may still be making the file
/// when whoever asked for it has gone.
struct Cleanup {
    path: PathBuf,
    is_kept: AtomicBool,
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        if !self.is_kept.load(Ordering::Relaxed) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// An open message.
#[derive(Debug, Clone)]
pub struct MessageFile {
    file: Arc<File>,
    size: u64,
    path: PathBuf,
}

impl MessageFile {
    /// Size of the message in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends to `buffer` at most `up_to` bytes that stand at `offset`; fewer only at the end.
    pub async fn read(&self, offset: u64, buffer: &mut Vec<u8>, up_to: usize) -> Result<(), StoreError> {
        let left = usize::try_from(self.size.saturating_sub(offset)).unwrap_or(usize::MAX);
        let start = buffer.len();
        let end = start.saturating_add(up_to.min(left));
        buffer.resize(end, 0);
        self.fill(offset, buffer, start..end).await
    }

    /// Fills `place` of `buffer` with the bytes that stand at `offset`; an error if there are fewer.
    ///
    /// What the system has in memory is copied at once; only for the rest is a thread asked, which costs more than the
    /// copying.
    pub async fn fill(
        &self,
        offset: u64,
        buffer: &mut Vec<u8>,
        place: Range<usize>,
    ) -> Result<(), StoreError> {
        let there =
            buffer.get_mut(place.clone()).map_or(0, |window| cached::read(&self.file, window, offset));
        let rest = place.start.saturating_add(there)..place.end;
        if rest.is_empty() {
            return Ok(());
        }
        let offset = offset.saturating_add(there as u64);
        let (file, path, mut bytes) = (self.file.clone(), self.path.clone(), std::mem::take(buffer));
        *buffer = blocking(move || {
            let window = bytes.get_mut(rest).unwrap_or_default();
            file.read_exact_at(window, offset).map_err(StoreError::file(path))?;
            Ok(bytes)
        })
        .await?;
        Ok(())
    }
}

/// Files as far as they are in memory already, so that nobody waits for a disk.
#[cfg(target_os = "linux")]
mod cached {
    use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
    use rustix::io::{ReadWriteFlags, preadv2};
    use std::{fs::File, io::IoSliceMut, path::Path};

    /// `None` where opening might wait, or failed.
    pub(super) fn open(path: &Path) -> Option<File> {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC;
        openat2(CWD, path, flags, Mode::empty(), ResolveFlags::CACHED).ok().map(File::from)
    }

    /// How many bytes were there; 0 where reading might wait, or failed.
    pub(super) fn read(file: &File, window: &mut [u8], offset: u64) -> usize {
        let (mut filled, length) = (0, window.len());
        while filled < length {
            let rest = window.get_mut(filled..).unwrap_or_default();
            let at = offset.saturating_add(filled as u64);
            match preadv2(file, &mut [IoSliceMut::new(rest)], at, ReadWriteFlags::NOWAIT) {
                Ok(count) if count > 0 => filled = filled.saturating_add(count),
                Ok(_) | Err(_) => break,
            }
        }
        filled
    }
}

/// Elsewhere nothing is known of what is in memory.
#[cfg(not(target_os = "linux"))]
mod cached {
    use std::{fs::File, path::Path};

    pub(super) fn open(_: &Path) -> Option<File> {
        None
    }

    pub(super) fn read(_: &File, _: &mut [u8], _: u64) -> usize {
        0
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(stopped) => Err(StoreError::File { path: PathBuf::new(), source: io::Error::other(stopped) }),
    }
}
